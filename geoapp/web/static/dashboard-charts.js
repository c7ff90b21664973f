"use strict";
/* The dashboard's charts. Apache ECharts draws SVG; each status keeps its colour and has a hatching of its own, so that
   a black-and-white print tells them apart. A chart is set anew in place: nothing moves that has not changed. */
(function (wm) {
  const ROWS = 10;
  const HATCH = {
    in_progress: [0.9, 5], planned: [0, 4], staged: "dots", ongoing: [-0.9, 4], unknown: [1.57, 6], done: [0, 7], closed: null, dropped: null,
  };
  const PLAIN = { symbol: "rect", color: "transparent" };
  const charts = new Map();

  /* ---- one look ---- */

  const ink = () => wm.palette.surface;

  function hatch(status) {
    const kind = HATCH[status];
    const light = wm.palette.status[status].fill === "#ffffff" || status === "unknown" || status === "staged";
    const colour = light ? "rgba(31,42,46,.55)" : "rgba(255,255,255,.6)";
    if (kind === null || kind === undefined) return PLAIN;
    if (kind === "dots") return { symbol: "circle", symbolSize: 0.6, color: colour, dashArrayX: [[6, 6]], dashArrayY: [6, 0] };
    return { symbol: "rect", symbolSize: 1, color: colour, rotation: kind[0], dashArrayX: [1, 0], dashArrayY: [1.4, kind[1]] };
  }

  function statusStyle(status) {
    const style = wm.palette.status[status];
    const hollow = style.fill === "#ffffff";
    return { color: style.fill, borderColor: hollow ? style.stroke : ink().card, borderWidth: hollow ? 1.2 : 0.6, decal: hatch(status) };
  }

  function base(words) {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink().ink, fontSize: size() },
      aria: { enabled: true, label: { description: words }, decal: { show: true } },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: "rgba(31,42,46,.06)" } }, backgroundColor: ink().card, borderColor: ink().line, confine: true, formatter: tip, textStyle: { color: ink().ink, fontSize: size() } },
      legend: { bottom: 0, left: 0, itemWidth: 16, itemHeight: 11, itemGap: 12, textStyle: { color: ink().muted, fontSize: size() }, selectedMode: false },
    };
  }

  const size = () => (!document.body.classList.contains("wall") ? 12 : innerHeight > 1000 ? 15 : 13);

  /** Elements, never HTML: names of units come from notices. */
  function tip(rows) {
    const shown = rows.filter((row) => row.value !== null && row.value !== undefined && row.value !== 0 && row.value !== "-");
    return wm.el("div", { class: "chart-tip" }, wm.el("strong", {}, String(rows[0].name).replace("\n", " ")),
      shown.map((row) => wm.el("p", {}, wm.el("i", { style: "background:" + row.color }), row.seriesName, wm.el("b", {}, wm.number(row.value)))));
  }

  function chartOf(name) {
    if (!charts.has(name)) {
      const element = wm.byId(name + "-chart");
      const chart = echarts.init(element, null, { renderer: "svg" });
      chart.on("click", (event) => { if (chart.follow) chart.follow(event.dataIndex); });
      new ResizeObserver(() => { chart.resize(); if (chart.redraw) chart.redraw(); }).observe(element);
      charts.set(name, chart);
    }
    return charts.get(name);
  }

  function paint(name, option, words) {
    chartOf(name).setOption(option, { notMerge: true });
    wm.byId(name + "-chart").setAttribute("aria-label", words);
  }

  function showEmpty(name, empty) {
    wm.byId(name + "-empty").hidden = !empty;
    wm.byId(name + "-chart").classList.toggle("off", empty || tableShown(name));
  }

  const tableShown = (name) => document.querySelector("[data-table=" + name + "]").getAttribute("aria-pressed") === "true";

  /* ---- groups: ranked bars by status ---- */

  wm.drawGroups = function (name, groups) {
    const statuses = wm.statuses().filter((status) => groups.some((group) => group.mix[status]));
    groupTable(name, groups, statuses);
    showEmpty(name, !groups.length);
    if (!groups.length) return;
    const chart = chartOf(name);
    chart.redraw = () => bars(chart, name, groups, statuses);
    chart.redraw();
  };

  /** As many bars as stand apart with their names; how many more there are is said beside the title. */
  function bars(chart, name, groups, statuses) {
    const title = wm.t("dashboard." + name + ".title"), room = wm.byId(name + "-chart").clientHeight - 6;
    if (room <= 0) return;  // its table is shown instead
    const shown = groups.slice(0, Math.min(ROWS, Math.max(3, Math.floor(room / (size() + 5))))).reverse();
    const rest = groups.length - shown.length;
    wm.byId(name + "-note").textContent = (rest ? wm.t("dashboard.groups.rest", { n: wm.number(rest) }) + " · " : "") + wm.t("dashboard.groups.note");
    const words = wm.t("dashboard.groups.spoken", { title: title, list: shown.slice().reverse().map((group) => group.name + " " + group.cases).join(wm.t("dashboard.comma")) });
    const height = Math.min(room, shown.length * 38);
    const option = Object.assign(base(words), {
      grid: { left: 4, right: 10 + (size() * 0.62) * Math.max(2, wm.number(shown[shown.length - 1].cases).length), top: 2, height: height, containLabel: true },
      xAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: ink().line, type: [2, 4] } }, axisLabel: { show: false } },
      yAxis: { type: "category", data: shown.map((group) => group.name), axisTick: { show: false }, axisLine: { lineStyle: { color: ink().muted } }, axisLabel: { interval: 0, color: ink().ink, fontSize: size(), width: ((name === "lead_unit" ? 124 : 104) * size()) / 12, overflow: "truncate" } },
      series: statuses.map((status) => ({
        name: wm.status(status), type: "bar", stack: "all", barMaxWidth: 18, itemStyle: statusStyle(status), data: shown.map((group) => group.mix[status] || 0),
      })).concat([totals(shown)]),
    });
    delete option.legend;  // one legend for the three charts stands below them
    paint(name, option, words);
    chart.follow = (index) => { const group = shown[index]; if (group && group.value) location.href = wm.mapHref({ [name]: group.value }); };
  }

  /** An invisible bar that carries the total at the end of each row. */
  function totals(groups) {
    return {
      name: "", type: "bar", stack: "all", silent: true, itemStyle: { color: "transparent", borderWidth: 0, decal: PLAIN }, tooltip: { show: false }, data: groups.map(() => 0),
      label: { show: true, position: "right", distance: 4, color: ink().ink, fontWeight: 600, fontSize: size(), formatter: (row) => wm.number(groups[row.dataIndex].cases) },
    };
  }

  function groupTable(name, groups, statuses) {
    const heads = [wm.t("dashboard.groups.name"), wm.t("dashboard.groups.total"), ...statuses.map(wm.status), wm.status("overdue"), wm.status("lapsed")];
    const rows = groups.map((group) => [group.value ? wm.link(wm.mapHref({ [name]: group.value }), group.name) : group.name, group.cases, ...statuses.map((status) => group.mix[status] || 0), group.overdue, group.lapsed]);
    table(name, heads, rows);
  }

  function table(name, heads, rows) {
    const cell = (value, i) => (i ? wm.el("td", { class: "number" }, typeof value === "number" ? wm.number(value) : value) : wm.el("th", { scope: "row" }, value));
    wm.byId(name + "-table").replaceChildren(wm.el("table", {},
      wm.el("thead", {}, wm.el("tr", {}, heads.map((head, i) => wm.el("th", { scope: "col", class: i ? "number" : null }, head)))),
      wm.el("tbody", {}, rows.map((row) => wm.el("tr", {}, row.map(cell))))));
  }

  /* ---- trend ---- */

  wm.drawTrend = function (trend, today) {
    const columns = columnsOf(trend, today);
    const counted = ["closed", "done"];
    const any = columns.some((column) => counted.some((status) => column[status])) || trend.due.some(Boolean);
    table("trend", [wm.t("dashboard.trend.period"), ...counted.map(wm.status), wm.t("dashboard.trend.due")],
      columns.map((column) => [column.label.replace("\n", " "), column.closed, column.done, column.due === null ? "" : column.due]));
    showEmpty("trend", !any);
    if (!any) return;
    const dated = columns.filter((column) => column.dated).length;
    const sum = (status, list) => list.reduce((total, column) => total + column[status], 0);
    const told = columns.slice(0, dated);
    const words = wm.t("dashboard.trend.spoken", { grain: wm.t("dashboard.trend." + trend.grain), closed: sum("closed", told), done: sum("done", told), undated: sum("closed", columns) + sum("done", columns) - sum("closed", told) - sum("done", told) });
    const option = Object.assign(base(words), {
      grid: { left: 4, right: 8, top: 24, bottom: 26, containLabel: true },
      xAxis: { type: "category", data: columns.map((column) => column.label), axisTick: { show: false }, axisLine: { lineStyle: { color: ink().muted } }, axisLabel: { color: ink().muted, fontSize: size() - 1, lineHeight: size() + 3, hideOverlap: true, interval: (i) => i >= dated || i % Math.ceil(dated / 12) === 0 } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: ink().line, type: [2, 4] } }, axisLabel: { color: ink().muted, fontSize: size() - 1 } },
      series: [
        ...counted.map((status) => ({ name: wm.status(status), type: "bar", stack: "all", barMaxWidth: 26, itemStyle: statusStyle(status), data: columns.map((column) => column[status]) })),
        { name: wm.t("dashboard.trend.due"), type: "line", data: columns.map((column) => (column.due === null ? "-" : column.due)), symbol: "diamond", symbolSize: 7, lineStyle: { color: ink().ink, width: 1.5, type: [5, 4] }, itemStyle: { color: ink().card, borderColor: ink().ink, borderWidth: 1.5 } },
      ],
    });
    option.series[2].markLine = nowLine(columns);
    if (dated < columns.length) option.series[0].markArea = undatedArea(columns, dated);
    paint("trend", option, words);
  };

  /** The classes that stand apart from the line of time. */
  function undatedArea(columns, from) {
    return {
      silent: true, itemStyle: { color: ink().wash, opacity: 0.8 },
      label: { position: ["100%", -4], align: "right", verticalAlign: "bottom", color: ink().muted, fontSize: size() - 1 },
      data: [[{ name: undatedName(columns, from), xAxis: columns[from].label }, { xAxis: columns[columns.length - 1].label }]],
    };
  }

  /** Above the area, where no bar reaches; "" where it would run into the line of today, for its columns are named. */
  function undatedName(columns, from) {
    const name = wm.t("dashboard.trend.not_dated");
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = size() - 1 + "px " + getComputedStyle(document.body).fontFamily;
    const band = (wm.byId("trend-chart").clientWidth - 3 * size()) / columns.length;
    const free = (columns.length - Math.max(0, columns.findIndex((column) => column.now)) - 0.5) * band - 6;
    return columns.length - from > 1 && pen.measureText(name).width < free ? name : "";
  }

  /** Where today stands: what falls due to its right is still to come. */
  function nowLine(columns) {
    const now = columns.find((column) => column.now);
    if (!now) return null;
    return {
      silent: true, symbol: "none", lineStyle: { color: ink().accent, width: 1, type: "solid" }, data: [{ xAxis: now.label }],
      label: { formatter: wm.t("dashboard.trend.now"), position: "end", align: "right", distance: 3, color: ink().accent, fontSize: size() - 1 },
    };
  }

  function periodOf(today, grain) {
    const [year, month] = today.split("-");
    return grain === "month" ? year + "-" + month : grain === "quarter" ? year + "-Q" + Math.ceil(Number(month) / 3) : year;
  }

  function columnsOf(trend, today) {
    const present = periodOf(today, trend.grain);
    const columns = trend.periods.map((period, i) => ({ label: periodName(period), now: period === present, closed: trend.finished.closed[i], done: trend.finished.done[i], due: trend.due[i], dated: true }));
    if (trend.earlier.closed + trend.earlier.done) columns.unshift({ label: wm.t("dashboard.trend.earlier"), closed: trend.earlier.closed, done: trend.earlier.done, due: null, dated: true });
    for (const [year, counts] of Object.entries(trend.by_year)) columns.push({ label: wm.t("dashboard.trend.year_only", { year: year }), closed: counts.closed, done: counts.done, due: null });
    if (trend.undated.closed + trend.undated.done) columns.push({ label: wm.t("dashboard.trend.undated"), closed: trend.undated.closed, done: trend.undated.done, due: null });
    return columns;
  }

  const periodName = (period) => period.replace("-Q", " Q");

  /** One legend for all groups: the statuses that occur, hatched as in the bars. */
  wm.drawLegend = function (total) {
    const items = wm.statuses().filter((status) => total.mix[status]).map((status) => wm.el("li", {}, wm.el("i", { class: "hatch-" + status }), wm.status(status)));
    wm.byId("status-legend").replaceChildren(wm.el("li", { class: "muted" }, wm.t("dashboard.groups.legend")), ...items);
  };

  /* ---- picture or table ---- */

  for (const button of document.querySelectorAll("[data-table]")) {
    button.addEventListener("click", () => {
      const name = button.dataset.table, show = !tableShown(name);
      button.setAttribute("aria-pressed", String(show));
      button.textContent = wm.t(show ? "dashboard.table.chart" : "dashboard.table.show");
      wm.byId(name + "-table").hidden = !show;
      wm.byId(name + "-chart").classList.toggle("off", show || !wm.byId(name + "-empty").hidden);
      if (!show && charts.has(name)) charts.get(name).resize();
    });
  }
})(window.wm);
