/* The chart of a section's series. It comes with Apache ECharts when a panel with a series is opened, and not before:
   the map page knows neither. The values stand in the table beneath as well. */
(function (wm) {
  "use strict";
  const DAY = 86400000, SHORT_DAYS = 31, MANY = 60;
  let drawn = [];

  /** Draw a series into a place that stands on the page. */
  wm.drawTrend = function (place, series) {
    const points = series.points.map((p) => Object.assign({ from: Date.parse(p.first), to: Date.parse(p.last) + DAY }, p));
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(option(series, points));
    const watcher = new ResizeObserver(() => { if (place.clientWidth) chart.resize(); });
    watcher.observe(place);
    drawn = drawn.filter((one) => one.place.isConnected || one.end()).concat({ place: place, end: () => { watcher.disconnect(); chart.dispose(); } });
  };

  function option(series, points) {
    const ink = wm.palette.surface, words = { color: ink.muted, fontSize: 11 };
    const highest = Math.max(...points.map((p) => Math.max(p.value, p.target || 0)));
    const next = series.limits.find((limit) => limit.value >= highest);
    const top = Math.max(highest, next ? next.value : 0) * 1.08 || 1;
    const many = points.length > MANY;
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 46, right: 40, top: 14, bottom: many ? 62 : 28 },
      tooltip: { trigger: "item", confine: true, backgroundColor: ink.card, borderColor: ink.line, textStyle: { color: ink.ink, fontSize: 12 }, formatter: (hit) => said(series, hit) },
      xAxis: Object.assign(ends(points), { type: "time", splitNumber: 4, axisLine: { lineStyle: { color: ink.ink } }, axisLabel: Object.assign({ hideOverlap: true, formatter: "{yyyy}-{MM}" }, words) }),
      yAxis: { type: "value", min: 0, max: top, axisLabel: Object.assign({ showMaxLabel: false, formatter: (value) => String(Number(value.toPrecision(3))) }, words), splitLine: { show: false } },
      dataZoom: many ? [slider(ink)] : [],
      series: [values(points, ink), means(points, ink), targets(points, ink), limits(series, top, ink)],
    };
  }

  /** Long series are looked at in parts; a slider, for pinching and dragging belong to the panel's own scrolling. */
  function slider(ink) {
    const shadow = { lineStyle: { color: ink.muted, opacity: 0.5 }, areaStyle: { opacity: 0 } };
    return {
      type: "slider", bottom: 10, height: 20, showDetail: false, brushSelect: false, moveHandleSize: 0, xAxisIndex: 0,
      borderColor: ink.line, fillerColor: ink.accent + "1f", backgroundColor: "transparent",
      handleStyle: { color: ink.card, borderColor: ink.accent }, emphasis: { handleStyle: { color: ink.card, borderColor: ink.accent } },
      dataBackground: shadow, selectedDataBackground: shadow,
    };
  }

  /** A chart of one day still has a width. */
  function ends(points) {
    const from = Math.min(...points.map((p) => p.from)), to = Math.max(...points.map((p) => p.to));
    return to - from > 2 * DAY ? { min: from, max: to } : { min: from - 15 * DAY, max: to + 15 * DAY };
  }

  const isShort = (p) => p.to - p.from <= SHORT_DAYS * DAY;
  const middle = (p) => (p.from + p.to) / 2;

  /** A mean of a long time is a bar over it; its middle carries the words. */
  function means(points, ink) {
    const data = points.filter((p) => !isShort(p)).reduce((all, p) => all.concat([[p.from, p.value], { value: [middle(p), p.value], point: p, symbolSize: 9 }, [p.to, p.value], [p.to, null]]), []);
    return { name: "means", type: "line", data: data, symbol: "circle", showAllSymbol: true, symbolSize: 0, lineStyle: { color: ink.accent, width: 4, opacity: 0.45, cap: "butt" }, itemStyle: { color: ink.accent, opacity: 0.8 }, z: 3 };
  }

  /** A value of a day or week is a dot; one below its detection limit is hollow. */
  function values(points, ink) {
    const data = points.filter(isShort).map((p) => ({ value: [middle(p), p.value], point: p, itemStyle: p.below ? { color: ink.card, borderColor: ink.accent, borderWidth: 1.5 } : {} }));
    return { name: "values", type: "line", data: data, symbol: "circle", symbolSize: data.length > MANY ? 4.5 : 7, showAllSymbol: true, lineStyle: { color: ink.accent, width: 1.2 }, itemStyle: { color: ink.accent }, z: 4 };
  }

  function targets(points, ink) {
    const data = points.filter((p) => p.target !== null).reduce((all, p) => all.concat([[p.from, p.target], [p.to, p.target], [p.to, null]]), []);
    return { name: "targets", type: "line", data: data, silent: true, symbol: "none", lineStyle: { color: ink.ink, width: 1.5, type: [5, 3] }, z: 5 };
  }

  /** The limits of the classes; one that stands too close to its laxer neighbour has no room for its word. */
  function limits(series, top, ink) {
    const shown = series.limits.filter((limit) => limit.value <= top);
    const apart = shown.filter((limit, i) => i === shown.length - 1 || shown[i + 1].value - limit.value > top / 16);
    const lines = apart.map((limit) => ({ yAxis: limit.value, label: { formatter: limit.label } }));
    return { name: "limits", type: "line", data: [], markLine: { silent: true, symbol: "none", animation: false, lineStyle: { color: ink.line, type: "solid" }, label: { color: ink.muted, fontSize: 11 }, data: lines } };
  }

  /** Elements, never HTML: units and periods come from files. */
  function said(series, hit) {
    const p = hit.data && hit.data.point;
    if (!p) return "";
    return wm.el("span", {}, wm.t("monitoring.panel.point", { first: p.first, last: p.last, value: (p.below ? "<" : "") + p.value, unit: series.unit }));
  }
})(window.wm);
