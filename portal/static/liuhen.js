// The small page script: icons, theme, navigation, keys, reasons of closed buttons, clock, offline.
(() => {
  const root = document.documentElement;
  const store = (key, value) => { try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; } };
  const wish = () => store("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  function paint(theme) {
    root.dataset.theme = theme;
    document.body?.classList.toggle("body--dark", theme === "dark");
    document.body?.classList.toggle("body--light", theme !== "dark");
    dispatchEvent(new CustomEvent("liuhen-theme", { detail: theme }));
  }
  window.liuhenTheme = (mode) => {
    if (mode === "auto") { try { localStorage.removeItem("theme"); } catch { /* private window */ } } else store("theme", mode);
    paint(wish());
  };
  paint(wish());
  root.dataset.nav = store("nav") || "full";
  const narrow = matchMedia("(max-width: 1100px)");
  const fold = () => root.toggleAttribute("data-narrow", narrow.matches);
  narrow.addEventListener("change", fold);
  fold();

  function ready() {
    paint(wish());
    const sheet = document.createElement("div");
    sheet.hidden = false; sheet.style.cssText = "position:absolute;width:0;height:0;overflow:hidden";
    sheet.innerHTML = __SPRITE__;
    document.body.prepend(sheet);
    setInterval(tick, 1000);
    new MutationObserver(watchLink).observe(document.getElementById("popup") || document.body, { attributes: true, attributeFilter: ["aria-hidden"] });
  }
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", ready) : ready();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(wish()));

  const watchLink = () => root.classList.toggle("is-offline", document.getElementById("popup")?.getAttribute("aria-hidden") === "false");

  function turnNav() {
    if (document.querySelector(".opens-mini")) { root.toggleAttribute("data-wide"); return; }
    root.dataset.nav = root.dataset.nav === "mini" ? "full" : "mini";
    store("nav", root.dataset.nav);
  }

  function tick() {
    for (const e of document.querySelectorAll("time[data-clock]")) {
      const now = new Date(Date.now() + Number(e.dataset.clock) * 60000);
      e.textContent = now.toISOString().slice(11, 16);
    }
  }

  function tip(target, words) {
    document.querySelector(".tip")?.remove();
    const box = document.createElement("div");
    box.className = "tip"; box.setAttribute("role", "status"); box.textContent = words;
    document.body.append(box);
    const at = target.getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${at.bottom + 8 + box.offsetHeight > innerHeight ? at.top - box.offsetHeight - 8 : at.bottom + 8}px`;
    setTimeout(() => box.remove(), 4000);
  }

  addEventListener("click", (event) => {
    const at = (what) => event.target.closest?.(what);
    const closed = at("[aria-disabled=true][data-why]");
    if (closed) { event.preventDefault(); tip(closed, closed.dataset.why); return; }
    for (const open of document.querySelectorAll("details.menu[open]")) if (!open.contains(event.target)) open.open = false;
    if (at("[data-theme-switch]")) { const next = root.dataset.theme === "dark" ? "light" : "dark"; store("theme", next); paint(next); }
    const picked = at("[data-theme-pick]");
    if (picked) { store("theme", picked.dataset.themePick === "auto" ? "" : picked.dataset.themePick); paint(wish()); }
    if (at("[data-nav-switch]")) turnNav();
    const flip = at("[data-flip]");
    if (flip) {
      flip.classList.toggle("flipped-too");
      flip.closest(".card")?.querySelector(".flip")?.classList.toggle("flipped", flip.classList.contains("flipped-too"));
    }
  });

  // Up and down walk the rows of a list; the rows themselves are buttons, so Enter presses them.
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.click(); }
    }
    if (event.key === "Escape") document.querySelector(".sheet:not([hidden]) [data-close]")?.click();
    const press = event.target.closest?.("[data-act][tabindex]");
    if (press === event.target && event.key === "Enter") press.click();
    const list = event.target.closest?.("[data-keys]");
    if (!list || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
    const rows = [...list.querySelectorAll("[data-key]")].filter((e) => e.offsetParent);
    const here = rows.indexOf(event.target.closest("[data-key]"));
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (rows[next]) { event.preventDefault(); rows[next].focus(); }
  });
})();
