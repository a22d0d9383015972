"""What everybody must be able to use: names, order, focus, targets; no page scrolls sideways."""

from typing import Any

from playwright.async_api import Page

_FAULTS = """(phone) => {
  const faults = [], all = (what) => [...document.querySelectorAll(what)];
  const shown = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    && e.getClientRects().length > 0;
  const text = (e) => (e?.textContent || '').replace(/\\s+/g, ' ').trim();
  const byId = (ids) => (ids || '').split(' ').map((id) => text(document.getElementById(id)));
  const named = (e) => e.getAttribute('aria-label') || text(e) || e.title || e.alt
    || [...byId(e.getAttribute('aria-labelledby')), ...[...(e.labels || [])].map(text)].join('');
  const say = (e) => `${e.tagName.toLowerCase()}.${e.className} “${text(e).slice(0, 30)}”`;
  const controls = 'a[href],button,input:not([type=hidden]),select,textarea,summary,'
    + '[role=button],[tabindex="0"]';
  for (const e of all(controls).filter(shown)) {
    if (!named(e)) faults.push(`no name: ${say(e)}`);
    const { width, height } = (e.closest('label') || e).getBoundingClientRect();
    const inText = getComputedStyle(e).display === 'inline' && e.closest('p,li,td');
    if (phone && !inText && !e.closest('.skip') && Math.min(width, height) < 43.5)
      faults.push(`target ${Math.round(width)}×${Math.round(height)}: ${say(e)}`);
  }
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  if (over > 0) faults.push(`scrolls sideways by ${over}`);
  const mains = all('main,[role=main]').filter((e) => e.getAttribute('role') !== 'presentation');
  if (mains.length !== 1) faults.push(`${mains.length} main landmarks`);
  const heads = all('#main h1,#main h2,#main h3,#main h4')
    .filter((e) => shown(e) && !e.closest('aside'));
  if (heads.filter((e) => e.tagName === 'H1').length !== 1) faults.push('not exactly one h1');
  heads.reduce((before, e) => {
    const level = Number(e.tagName[1]);
    if (level > before + 1) faults.push(`heading jumps to h${level}: ${say(e)}`);
    return level;
  }, 0);
  all('img:not([alt])').forEach((e) => faults.push(`no alt: ${say(e)}`));
  const ids = all('[id]').map((e) => e.id), twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  twice.forEach((id) => faults.push(`id twice: ${id}`));
  return faults;
}"""
_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  const look = getComputedStyle(e);
  const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  return ring ? '' : `focus not visible: ${e.tagName.toLowerCase()}.${e.className}`;
}"""
_TABS = 6


async def faults(page: Page, *, lang: str, phone: bool) -> list[str]:
    """Everything that is wrong with the page as it stands, in words; none is good."""
    found: list[Any] = await page.evaluate(_FAULTS, phone)
    said = await page.evaluate("document.documentElement.lang")
    if said != lang:
        found.append(f"lang is {said}, not {lang}")
    return [str(one) for one in found]


async def unseen_focus(page: Page) -> list[str]:
    """Walk some steps by keyboard; every stop must be seen."""
    found = []
    for _ in range(_TABS):
        await page.keyboard.press("Tab")
        found.append(str(await page.evaluate(_FOCUS)))
    return [one for one in found if one]
