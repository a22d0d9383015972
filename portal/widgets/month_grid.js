// People down, days across. Built with DOM calls only: every word is set as text, never as HTML.
const SVG = "http://www.w3.org/2000/svg";
const make = (tag, attributes = {}, ...children) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) if (v !== null && v !== false) e.setAttribute(k, v === true ? "" : v);
  e.append(...children.filter((c) => c !== null));
  return e;
};
export default {
  template: `<div class="month-scroll" @click="click" @keydown="key"></div>`,
  props: { days: Array, rows: Array, chosen: Array, words: Object },
  emits: ["pick"],
  mounted() { this.draw(); },
  watch: {
    rows() { this.draw(); },
    chosen() { this.mark(); },
  },
  methods: {
    draw() {
      const focused = this.$el.contains(document.activeElement) ? this.at : null;
      this.$el.replaceChildren(make("table", { class: "month", role: "grid", "aria-label": this.words.table }, this.head(), this.body()));
      this.rove(...(focused || [0, 0]));
      if (focused) this.cellAt(...focused)?.focus();
      this.mark();
    },
    head() {
      const days = this.days.map((d) => make("th", { scope: "col", class: this.dayClass(d) }, make("span", {}, d.w), make("b", {}, String(d.n))));
      const tail = ["odd", "waiting"].map((k) => make("th", { scope: "col", class: "month-sum" }, this.words[k]));
      return make("thead", {}, make("tr", {}, make("th", { scope: "col", class: "month-name" }, this.words.name), ...days, ...tail));
    },
    body() {
      this.place = new Map();
      return make("tbody", {}, ...this.rows.map((row, y) => {
        const cells = this.days.map((d, x) => {
          const td = make("td", { role: "gridcell", tabindex: -1, class: this.dayClass(d) });
          td.spot = [y, x];
          this.fill(td, row, d, row.kinds[row.cells[x]]);
          return td;
        });
        const name = make("th", { scope: "row", class: "month-name" }, make("b", {}, row.name), make("span", {}, row.unit));
        const tr = make("tr", {}, name, ...cells,
          make("td", { class: "month-sum" }, row.odd ? String(row.odd) : ""),
          make("td", { class: "month-sum month-wait" }, row.waiting ? String(row.waiting) : ""));
        this.place.set(row.key, tr);
        return tr;
      }));
    },
    dayClass(d) { return `month-day${d.rest ? " rest" : ""}${d.today ? " today" : ""}`; },
    fill(td, row, day, cell) {
      const [strokes, char, dashed, needs, said] = cell || [[], "", 0, 0, ""];
      td.classList.toggle("needs", Boolean(needs));
      td.setAttribute("aria-label", `${row.name} ${day.iso.slice(5)} ${said}${needs ? `, ${this.words.needs}` : ""}`);
      td.replaceChildren();
      if (char) td.append(make("span", { class: `day-box${dashed ? " dashed" : ""}`, "aria-hidden": "true" }, char));
      else if (strokes.length) {
        const svg = document.createElementNS(SVG, "svg");
        svg.setAttribute("class", "g"); svg.setAttribute("viewBox", "0 0 24 24"); svg.setAttribute("aria-hidden", "true");
        for (const name of strokes) {
          const use = document.createElementNS(SVG, "use");
          use.setAttribute("href", `#g-${name}`);
          svg.append(use);
        }
        td.append(svg);
      }
    },
    setCell(person, iso, cell) {
      const y = this.rows.findIndex((r) => r.key === person), x = this.days.findIndex((d) => d.iso === iso);
      const td = y < 0 || x < 0 ? null : this.cellAt(y, x);
      if (td) this.fill(td, this.rows[y], this.days[x], cell);
    },
    cellAt(y, x) { return this.$el.querySelector("tbody")?.children[y]?.children[x + 1]; },
    mark() {
      this.$el.querySelectorAll(".chosen").forEach((e) => { e.classList.remove("chosen"); e.removeAttribute("aria-selected"); });
      if (!this.chosen) return;
      const y = this.rows.findIndex((r) => r.key === this.chosen[0]), x = this.days.findIndex((d) => d.iso === this.chosen[1]);
      const td = y < 0 || x < 0 ? null : this.cellAt(y, x);
      if (!td) return;
      td.classList.add("chosen"); td.setAttribute("aria-selected", "true"); td.parentElement.classList.add("chosen");
      this.rove(y, x);
    },
    rove(y, x) {
      const td = this.cellAt(y, x);
      if (!td) return;
      this.$el.querySelectorAll("td[tabindex='0']").forEach((e) => { e.tabIndex = -1; });
      td.tabIndex = 0; this.at = [y, x];
    },
    key(event) {
      const spot = event.target.spot;
      if (!spot) return;
      const [y, x] = spot;
      const to = { ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], Home: [y, 0], End: [y, this.days.length - 1] }[event.key];
      if (to) {
        event.preventDefault();
        if (to[1] >= 0 && to[1] < this.days.length && this.cellAt(...to)) { this.rove(...to); this.cellAt(...to).focus(); }
      } else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.pick(spot); }
    },
    click(event) {
      const td = event.target.closest("td[role=gridcell]");
      if (td) { this.rove(...td.spot); this.pick(td.spot); }
    },
    pick([y, x]) { this.$emit("pick", { person: this.rows[y].key, day: this.days[x].iso }); },
  },
};
