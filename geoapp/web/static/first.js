/* The first script of the map page, a few kilobytes that arrive while the libraries are on their way. It asks for the
   symbols of the first picture, so that the answer is there when Leaflet is; texts and palette come in the map's own
   script, which calls wm.give. Runs before the style sheets; state.js, in the same bundle, has read the address. */
(function (wm) {
  "use strict";
  const here = document.currentScript.dataset;
  /** An answer with its body read: {ok, status, url, body}. Nobody waits for it before the page's own scripts run; a
      failure is theirs to tell. */
  function ask(url) {
    const answer = fetch(url, { headers: { Accept: "application/json" } })
      .then((got) => got.json().catch(() => null).then((body) => ({ ok: got.ok, status: got.status, url: got.url, body: body })));
    answer.catch(() => null);
    return answer;
  }

  wm.early = { symbols: firstSymbols(), given: new Promise((resolve) => { wm.give = (texts, palette) => resolve([texts, palette]); }) };

  /* Text in Chinese takes the browser longer to lay out for the first time than all the symbols together: the rails
     come one frame after these. The timer is for the day on which a script does not arrive. */
  const root = document.documentElement;
  root.classList.add("arriving");
  wm.arrived = () => root.classList.remove("arriving");
  setTimeout(wm.arrived, 3000);

  /** The view that the map will open with, guessed as Leaflet finds it, and its symbols: {zoom, window, answer}. The
      window may be larger than the map, never smaller; where zoom or window prove wrong, the map asks again. */
  function firstSymbols() {
    const at = wm.state.position();
    const corners = here.bounds.split(",").map(Number);
    const [west, south] = pixel(corners[0], corners[1]), [east, north] = pixel(corners[2], corners[3]);
    const roomX = innerWidth - (innerWidth > 1180 ? 676 : innerWidth > 860 ? 576 : 0), roomY = innerHeight - 90;
    const fits = Math.floor(Math.log2(Math.min((roomX - 24) / (east - west), (roomY - 24) / (south - north))));
    const zoom = Math.max(0, Math.min(at ? at.zoom : fits, Number(here.maxZoom)));
    const [x, y] = at ? pixel(at.lon, at.lat) : [(west + east) / 2, (south + north) / 2];
    const halfX = (0.65 * innerWidth) / Math.pow(2, zoom), halfY = (0.65 * innerHeight) / Math.pow(2, zoom);
    const window = [...degrees(x - halfX, y + halfY), ...degrees(x + halfX, y - halfY)];
    const url = "/api/clusters?" + wm.state.query({ bbox: window.map((value) => value.toFixed(5)).join(","), zoom: zoom });
    return { zoom: zoom, window: window, answer: ask(url) };
  }

  /* Web Mercator as Leaflet draws it, the world 256 wide at zoom 0. */
  function pixel(lon, lat) {
    const s = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return [(256 * (lon + 180)) / 360, 128 - (64 / Math.PI) * Math.log((1 + s) / (1 - s))];
  }

  function degrees(x, y) {
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - y / 128))) * 180) / Math.PI;
    return [Math.max(-180, Math.min(180, (x / 256) * 360 - 180)), Math.max(-85, Math.min(85, lat))];
  }
})(window.wm);
