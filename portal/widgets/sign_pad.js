// A signature as strokes of points in thousandths of the pad, with the moment of each point.
export default {
  template: `
  <section class="phone-section">
    <div class="phone-section-head"><h2>{{ label }}</h2><div class="aside"><button type="button" class="link" @click="clear">{{ redo }}</button></div></div>
    <div class="sign"><canvas ref="pad" role="img" :aria-label="label" @pointerdown="down" @pointermove="move" @pointerup="up" @pointercancel="up"></canvas></div>
  </section>`,
  props: { label: String, redo: String },
  emits: ["signed"],
  mounted() {
    this.strokes = [];
    this.fit();
    addEventListener("resize", this.fit);
  },
  unmounted() { removeEventListener("resize", this.fit); },
  methods: {
    fit() {
      const pad = this.$refs.pad, ratio = devicePixelRatio || 1;
      pad.width = pad.clientWidth * ratio; pad.height = pad.clientHeight * ratio;
      this.draw();
    },
    point(event) {
      const box = this.$refs.pad.getBoundingClientRect();
      return [Math.round(1000 * (event.clientX - box.left) / box.width), Math.round(1000 * (event.clientY - box.top) / box.height), Math.round(event.timeStamp)];
    },
    down(event) { this.$refs.pad.setPointerCapture(event.pointerId); this.strokes.push([this.point(event)]); },
    move(event) { if (event.buttons && this.strokes.length) { this.strokes.at(-1).push(this.point(event)); this.draw(); } },
    up() { this.$emit("signed", this.strokes); },
    clear() { this.strokes = []; this.draw(); this.$emit("signed", []); },
    draw() {
      const pad = this.$refs.pad, ink = pad.getContext("2d");
      ink.clearRect(0, 0, pad.width, pad.height);
      ink.lineWidth = 2.2 * (devicePixelRatio || 1); ink.lineCap = ink.lineJoin = "round";
      ink.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--doc-ink");
      for (const stroke of this.strokes) {
        ink.beginPath();
        stroke.forEach(([x, y], i) => ink[i ? "lineTo" : "moveTo"](x * pad.width / 1000, y * pad.height / 1000));
        ink.stroke();
      }
    },
  },
};
