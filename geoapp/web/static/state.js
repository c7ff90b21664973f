/* The filter state. It lives in the address, so that a link shows the same view:
   ?status=..&county=..&hide=closed&list=unlocated&fid=12#zoom/lat/lon
   It stands in the page's first bundle: everything of the page hangs on `wm`. */
window.wm = window.wm || {};
(function (wm) {
  "use strict";
  /* The filter words of the outside surface. Those without a control on the page are kept and shown as chips. */
  const WORDS = ["status", "county", "kind", "campaign", "lead_unit", "zone", "overdue", "lapsed", "located", "spatial",
    "due", "datetime", "blank", "q", "notice", "include_special", "hide", "filter", "sort"];
  /* What the page adds for itself: which list is shown, which site or place is open. */
  const OWN = ["list", "fid", "place", "section", "wall"];
  /* The map hides closed cases at first, visibly; a page may say otherwise (data-hide="" hides nothing). */
  const page = document.getElementById("content");
  const HIDDEN_AT_FIRST = page && "hide" in page.dataset ? page.dataset.hide.split(" ").filter(Boolean) : ["closed"];

  const listeners = [];
  const state = { words: new Map(), own: new Map() };

  function read() {
    const given = new URLSearchParams(location.search);
    for (const word of WORDS) if (given.has(word)) state.words.set(word, given.getAll(word).filter((value) => value !== ""));
    for (const word of OWN) if (given.get(word)) state.own.set(word, given.get(word));
    if (!given.has("hide")) state.words.set("hide", HIDDEN_AT_FIRST.slice());
  }

  function write() {
    const address = new URLSearchParams();
    for (const word of WORDS) for (const value of wm.state.get(word)) address.append(word, value);
    // "hide=" says that nothing is hidden: without it the page would hide again what it hides at first.
    if (!wm.state.get("hide").length && HIDDEN_AT_FIRST.length) address.append("hide", "");
    for (const [word, value] of state.own) address.append(word, value);
    history.replaceState(null, "", (String(address) ? "?" + address : location.pathname) + location.hash);
  }

  wm.state = {
    /** The values of a filter word, [] when it is not set. */
    get: (word) => state.words.get(word) || [],
    has: (word, value) => wm.state.get(word).includes(value),

    /** Set a filter word (an empty list takes it away) and tell everybody. */
    set(word, values) { wm.state.change({ [word]: values }); },

    change(words) {
      for (const [word, values] of Object.entries(words)) state.words.set(word, values);
      write();
      listeners.forEach((listener) => listener());
    },

    toggle(word, value) {
      const values = wm.state.get(word);
      wm.state.set(word, values.includes(value) ? values.filter((other) => other !== value) : [...values, value]);
    },

    /** The page's own words: which list, which site. They change no selection, so nobody is told. */
    own: (word) => state.own.get(word) || null,
    remember(word, value) {
      if (value === null) state.own.delete(word);
      else state.own.set(word, value);
      write();
    },

    onChange(listener) { listeners.push(listener); },

    /** The selection as a query string for the server; `extra` adds or overrides single words. */
    query(extra) {
      const query = new URLSearchParams();
      for (const word of WORDS) {
        if (extra && word in extra) continue;
        for (const value of wm.state.get(word)) query.append(word, value);
      }
      for (const [word, value] of Object.entries(extra || {})) if (value !== null) query.append(word, value);
      return query.toString();
    },

    /** Set words that have no control of their own on the page. */
    others: () => ["lead_unit", "located", "spatial", "due", "datetime", "blank", "notice", "include_special", "filter"]
      .filter((word) => wm.state.get(word).length),

    words: () => WORDS,

    filtered: () => WORDS.some((word) => word !== "hide" && word !== "sort" && wm.state.get(word).length),

    clear() {
      for (const word of WORDS) if (word !== "hide" && word !== "sort") state.words.delete(word);
      wm.state.change({ hide: HIDDEN_AT_FIRST.slice() });
    },

    /** Map position of the address: {zoom, lat, lon} or null. */
    position() {
      const match = /^#(\d{1,2})\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash);
      if (!match) return null;
      const [zoom, lat, lon] = match.slice(1).map(Number);
      return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom <= 22 ? { zoom: zoom, lat: lat, lon: lon } : null;
    },

    keepPosition(zoom, lat, lon) {
      history.replaceState(null, "", location.pathname + location.search + "#" + [zoom, lat.toFixed(4), lon.toFixed(4)].join("/"));
    },
  };

  /* The language switch keeps the view. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.lang[hreflang]");
    if (!link) return;
    const address = new URLSearchParams(location.search);
    address.set("lang", link.lang);
    link.href = "?" + address + location.hash;
  }, true);

  read();
  // The address gets its full form when there is nothing better to do: writing it costs as much as asking for a picture.
  (window.requestIdleCallback || setTimeout)(write);
})(window.wm);
