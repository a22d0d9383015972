// Shows escaped markup and reports clicks on [data-act]; rows can be replaced or added one by one.
export default {
  template: `<component :is="tag" @click="act"></component>`,
  props: { innerHTML: String, tag: String },
  emits: ["act"],
  mounted() { this.$el.innerHTML = this.innerHTML; },
  watch: { innerHTML(now) { this.keepFocus(() => { this.$el.innerHTML = now; }); } },
  methods: {
    act(event) {
      const target = event.target.closest("[data-act]");
      if (!target || !this.$el.contains(target) || target.getAttribute("aria-disabled") === "true") return;
      if (target.tagName === "A") event.preventDefault();
      this.$emit("act", { act: target.dataset.act, key: target.dataset.key || "" });
    },
    find(name) { return [...this.$el.querySelectorAll("[data-row]")].find((e) => e.dataset.row === name); },
    patch(name, html) {
      const old = this.find(name);
      if (!old) return;
      const flipped = old.querySelector(".flipped") !== null;
      const unfolded = [...old.querySelectorAll("details[open][data-line]")].map((e) => e.dataset.line);
      this.keepFocus(() => { old.outerHTML = html; });
      const now = this.find(name);
      if (flipped) {
        now?.querySelector(".flip")?.classList.add("flipped");
        now?.querySelector("[data-flip]")?.classList.add("flipped-too");
      }
      now?.querySelectorAll("details[data-line]").forEach((e) => { if (unfolded.includes(e.dataset.line)) e.open = true; });
    },
    prepend(name, html, keep) {
      const list = [...this.$el.querySelectorAll("[data-list]")].find((e) => e.dataset.list === name);
      if (!list) return;
      list.insertAdjacentHTML("afterbegin", html);
      while (list.children.length > keep) list.lastElementChild.remove();
    },
    takeOut(name) { this.find(name)?.remove(); },
    keepFocus(change) {
      const held = document.activeElement;
      const key = this.$el.contains(held) ? held.dataset.key : undefined;
      const act = held?.dataset.act;
      change();
      if (key !== undefined) [...this.$el.querySelectorAll("[data-key]")]
        .find((e) => e.dataset.key === key && e.dataset.act === act)?.focus();
    },
  },
};
