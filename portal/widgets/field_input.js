// One field: label above, help under, error beside in words. Speaks text; the server parses it.
export default {
  template: `
  <div class="field" :class="{wrong: wrong, inline: kind === 'yes_no', bare: kind === 'search'}">
    <component :is="group ? 'span' : 'label'" class="field-label" :for="group ? null : uid" :id="uid + '-label'">{{ label }}<span v-if="optional" class="muted"> {{ optional }}</span></component>
    <div class="field-box" :class="{unit: unit}">
      <textarea v-if="kind === 'long_text'" :id="uid" :value="now" :rows="rows" :placeholder="placeholder" v-bind="aria" @input="typed" @blur="left"></textarea>
      <select v-else-if="isSelect" :id="uid" :value="now" v-bind="aria" @change="picked">
        <option value="">{{ blank }}</option>
        <option v-for="o in options" :key="o.value" :value="o.value">{{ o.label }}</option>
      </select>
      <div v-else-if="isMany" class="field-many" role="group" :aria-labelledby="uid + '-label'">
        <label v-for="o in options" :key="o.value"><input type="checkbox" :checked="many.includes(o.value)" @change="tick(o.value, $event)">{{ o.label }}</label>
      </div>
      <input v-else-if="kind === 'yes_no'" type="checkbox" :id="uid" :checked="now === '1'" v-bind="aria" @change="set($event.target.checked ? '1' : '0'); left()">
      <div v-else-if="kind === 'date_range'" class="field-range" role="group" :aria-labelledby="uid + '-label'">
        <input type="date" :value="ends[0]" v-bind="aria" :aria-label="label + ' 1'" @change="end(0, $event)"><span aria-hidden="true">–</span>
        <input type="date" :value="ends[1]" v-bind="aria" :aria-label="label + ' 2'" @change="end(1, $event)">
      </div>
      <input v-else :type="type" :id="uid" :value="now" v-bind="aria" :inputmode="mode" :placeholder="placeholder" @input="typed" @blur="left" @keydown.enter="enter">
      <svg v-if="isSelect" class="i field-arrow" aria-hidden="true"><use href="#i-down"></use></svg>
      <span v-if="unit" class="field-unit">{{ unit }}</span>
    </div>
    <p v-if="wrong" class="field-error" role="alert" :id="uid + '-error'"><svg class="i" aria-hidden="true"><use href="#i-alert"></use></svg><span>{{ wrong }}</span></p>
    <p v-if="help" class="field-help" :id="uid + '-help'">{{ help }}</p>
  </div>`,
  props: { uid: String, label: String, help: String, error: String, told: Number, kind: String, text: String, options: Array, optional: String, required: Boolean,
    unit: String, placeholder: String, blank: String, secret: Boolean, rows: { type: Number, default: 3 }, keep: String },
  emits: ["typed", "left", "enter"],
  data() { return { now: this.text || "", wrong: this.error || "" }; },
  mounted() {
    const kept = this.keep && sessionStorage.getItem(this.keep);
    if (kept !== null && kept !== undefined && kept !== "" && kept !== this.now) { this.now = kept; this.$emit("typed", kept); }
  },
  watch: { text(value) { if (value !== this.now) this.now = value; }, told() { this.wrong = this.error || ""; } },
  computed: {
    isSelect() { return ["choice", "person", "unit"].includes(this.kind); },
    isMany() { return ["choices", "people"].includes(this.kind); },
    group() { return this.isMany || this.kind === "date_range"; },
    many() { return this.now ? this.now.split(",") : []; },
    ends() { const [from, to] = this.now.split(" to "); return [from || "", to || ""]; },
    type() { return this.secret ? "password" : { date: "date", time: "time", datetime: "datetime-local", search: "search" }[this.kind] || "text"; },
    mode() { return ["number", "money"].includes(this.kind) ? "decimal" : null; },
    aria() {
      const about = [this.wrong && this.uid + "-error", this.help && this.uid + "-help"].filter(Boolean).join(" ");
      return { "aria-invalid": this.wrong ? "true" : null, "aria-describedby": about || null, "aria-required": this.required ? "true" : null };
    },
  },
  methods: {
    set(value) {
      this.now = value;
      this.wrong = "";
      if (this.keep && !this.secret) sessionStorage.setItem(this.keep, value);
      this.$emit("typed", value);
    },
    typed(event) {
      this.now = event.target.value;
      this.wrong = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.set(this.now), this.kind === "search" ? 250 : 400);
    },
    flush() { if (this.timer) { clearTimeout(this.timer); this.timer = null; this.set(this.now); } },
    left() { this.flush(); this.$emit("left", this.now); },
    enter() { this.flush(); this.$emit("enter", this.now); },
    picked(event) { this.set(event.target.value); this.$emit("left", this.now); },
    tick(value, event) { const rest = this.many.filter((v) => v !== value); this.set((event.target.checked ? [...rest, value] : rest).join(",")); this.$emit("left", this.now); },
    end(which, event) {
      const ends = [...this.ends]; ends[which] = event.target.value;
      this.set(ends.some(Boolean) ? ends.join(" to ") : "");
      if (ends.every(Boolean)) this.$emit("left", this.now);
    },
    forget() { if (this.keep) sessionStorage.removeItem(this.keep); },
    remember() { if (this.keep && !this.secret) sessionStorage.setItem(this.keep, this.now); },
    focusIt() { this.$el.querySelector("input,select,textarea")?.focus(); },
  },
};
