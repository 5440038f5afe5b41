/* Lets a person explore a chart: puts Plotly's figure in the place of the drawing, and the drawing back again.

   <div class="figure" data-chart data-chart-url="…/diagram.json" data-plotly-src="…/plotly.min.js"
        data-plotly-css="…/plotly-style.css">
     <div class="chart-frame">… the drawings …</div>
     <button type="button" data-chart-explore hidden>Utforska diagrammet</button>
   </div>

   Without JavaScript the button stays hidden. Plotly (a megabyte) is loaded when it is pressed, not before. The
   figure needs no mouse: arrow keys go from period to period and what they show is read out, series are switched
   by checkboxes, and the span of time is chosen in lists. */
(() => {
  "use strict";

  const WORDS = {
    explore: "Utforska diagrammet",
    back: "Visa det enkla diagrammet",
    loading: "Diagrammet hämtas …",
    ready: "Diagrammet kan utforskas. Välj det och gå mellan perioderna med höger- och vänsterpil.",
    failure: "Diagrammet kunde inte hämtas. Alla värden finns i tabellen. Försök igen om en stund.",
    hint: "Gå mellan perioderna med höger- och vänsterpil.",
    series: "Visa",
    from: "Från",
    to: "Till",
  };
  const SWEDISH = {
    moduleType: "locale",
    name: "sv",
    dictionary: {},
    format: {
      days: ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"],
      shortDays: ["sön", "mån", "tis", "ons", "tors", "fre", "lör"],
      months: ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"],
      shortMonths: ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"],
      date: "%Y-%m-%d",
    },
  };
  // The large bundle also carries a map library, which writes a style element unless one has this id. The CSP would
  // stop it and complain; we draw no maps, so something else has the id. A test compares it with the bundle.
  const STYLES_NOT_WANTED = ["9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"];
  const SVG = "http://www.w3.org/2000/svg";
  let plotly;   // the promise of the library, fetched once
  let counter = 0;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function loadStyle(href) {
    if (document.getElementById("plotly.js-style-global")) return Promise.resolve();
    return new Promise((resolve, reject) => {
      // The id and the class keep Plotly from writing a style element, which the CSP would stop.
      const link = element("link", { rel: "stylesheet", id: "plotly.js-style-global", className: "no-inline-styles", href });
      link.addEventListener("load", resolve);
      link.addEventListener("error", () => { link.remove(); reject(new Error(href)); });
      document.head.append(link);
    });
  }

  function loadScript(src) {
    if (window.Plotly) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const script = element("script", { src, async: true });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => { script.remove(); reject(new Error(src)); });
      document.head.append(script);
    });
  }

  function loadPlotly(chart) {
    for (const id of STYLES_NOT_WANTED) {
      if (!document.getElementById(id)) document.head.append(element("template", { id }));
    }
    plotly ??= loadStyle(chart.dataset.plotlyCss)
      .then(() => loadScript(chart.dataset.plotlySrc))
      .then(() => window.Plotly.register(SWEDISH))
      .catch((error) => { plotly = undefined; throw error; });
    return plotly;
  }

  async function loadFigure(url) {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${response.status} ${url}`);
    return response.json();
  }

  /* The figure with each fixed colour replaced by what its custom property is now, in light or dark. */
  function coloured(part, colours, probe) {
    if (typeof part === "string" && colours[part]) {
      probe.style.color = `var(${colours[part]})`;
      return getComputedStyle(probe).color || part;
    }
    if (Array.isArray(part)) return part.map((item) => coloured(item, colours, probe));
    if (part && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, key === "meta" ? item : coloured(item, colours, probe)]));
    }
    return part;
  }

  function inPresentColours(figure, place) {
    const probe = element("span", { hidden: true });
    place.append(probe);
    const result = coloured({ data: figure.data, layout: figure.layout }, figure.layout.meta.colours, probe);
    probe.remove();
    return result;
  }

  /* Everything about one figure on the page, from the press of the button until the drawing is back. */
  function makeExplorer(figure) {
    const id = `chart-explorer-${(counter += 1)}`;
    const { readings, ranges, title } = figure.layout.meta;
    const reading = element("p", { className: "chart-reading", id: `${id}-reading`, textContent: WORDS.hint });
    reading.setAttribute("role", "status");
    const plot = element("div", { className: "chart-plot", tabIndex: 0 });
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", `Diagram: ${title}`);
    plot.setAttribute("aria-describedby", reading.id);
    const box = element("div", { className: "chart-explorer" }, plot, reading);
    let at = -1;

    const visible = (number) => plot.data[number].visible !== false && plot.data[number].visible !== "legendonly";

    function show(next) {
      at = Math.min(Math.max(next, 0), readings.length - 1);
      const points = readings[at].points.filter(([number]) => visible(number));
      const words = points.map(([, , text]) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&"));
      reading.textContent = `${readings[at].label}: ${words.join("; ") || "uppgift saknas"}`;
      const marks = points.map(([curveNumber, pointNumber]) => ({ curveNumber, pointNumber }));
      const column = figure.layout.xaxis.categoryarray?.indexOf(readings[at].label);
      if (!marks.length) window.Plotly.Fx.unhover(plot);
      else window.Plotly.Fx.hover(plot, column === undefined ? marks : { xval: column, yval: 0 });
    }

    plot.addEventListener("keydown", (event) => {
      const next = { ArrowRight: at + 1, ArrowLeft: at < 0 ? readings.length - 1 : at - 1, Home: 0, End: readings.length - 1 }[event.key];
      if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      show(next);
    });
    plot.addEventListener("blur", () => window.Plotly.Fx.unhover(plot));

    if (figure.data.length > 1) box.prepend(seriesSwitches(figure, plot));
    if (ranges.length > 5) box.append(spanOfTime(figure, plot, id));
    return { box, plot };
  }

  function sample(trace) {
    const svg = document.createElementNS(SVG, "svg");
    const line = document.createElementNS(SVG, "path");
    const attributes = { d: "M0 6H26", fill: "none", "stroke-width": trace.line?.width ?? 2, "stroke-dasharray": trace.meta.dash || "none" };
    for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, value);
    line.setAttribute("class", trace.meta.css);
    for (const [name, value] of Object.entries({ viewBox: "0 0 26 12", width: 26, height: 12, "aria-hidden": "true", class: "chart-sample" })) svg.setAttribute(name, value);
    svg.append(line);
    return svg;
  }

  function seriesSwitches(figure, plot) {
    const set = element("fieldset", { className: "chart-series" }, element("legend", { textContent: WORDS.series }));
    figure.data.forEach((trace, number) => {
      const check = element("input", { type: "checkbox", checked: true });
      const name = new DOMParser().parseFromString(trace.name, "text/html").body.textContent;
      check.addEventListener("change", () => {
        window.Plotly.restyle(plot, { visible: check.checked }, [number]);
        if (!trace.meta.shapes) return;
        const changes = plot.layout.shapes.flatMap((shape, at) => (shape.name === trace.name ? [[`shapes[${at}].visible`, check.checked]] : []));
        window.Plotly.relayout(plot, Object.fromEntries(changes));
      });
      set.append(element("label", {}, check, sample(trace), name));
    });
    return set;
  }

  /* As many names under the axis as there is room for, always with the last. Dates are left to Plotly. */
  function timeTicks(layout, width, first, last) {
    if (!layout.xaxis.categoryarray) return {};
    const names = layout.xaxis.categoryarray.slice(first, last + 1);
    const lines = names.map((name) => name.replace(/ (?=\d{4}$)/, "<br>"));
    const longest = Math.max(...lines.flatMap((name) => name.split("<br>")).map((line) => line.length));
    const every = Math.ceil((names.length * (longest * 8 + 14)) / Math.max(width - 70, 100));
    const wanted = (_, at) => (names.length - 1 - at) % every === 0;
    return { "xaxis.tickvals": names.filter(wanted), "xaxis.ticktext": lines.filter(wanted) };
  }

  function spanOfTime(figure, plot, id) {
    const { ranges } = figure.layout.meta;
    const lists = [["from", 0], ["to", ranges.length - 1]].map(([end, chosen]) => {
      const list = element("select", { id: `${id}-${end}` }, ...ranges.map(({ label }, at) => new Option(label, at)));
      list.selectedIndex = chosen;
      return list;
    });
    const [from, to] = lists;
    const update = (event) => {
      // The other end follows, so that no choice is wrong.
      if (from.selectedIndex > to.selectedIndex) (event.target === from ? to : from).selectedIndex = event.target.selectedIndex;
      const [first, last] = [from.selectedIndex, to.selectedIndex];
      const ticks = timeTicks(figure.layout, plot.clientWidth, first, last);
      window.Plotly.relayout(plot, { "xaxis.range": [ranges[first].from, ranges[last].to], ...ticks });
    };
    lists.forEach((list) => list.addEventListener("change", update));
    return element("div", { className: "chart-span" },
      element("label", { htmlFor: from.id, textContent: WORDS.from }), from,
      element("label", { htmlFor: to.id, textContent: WORDS.to }), to);
  }

  /* A figure drawn anew in other colours shows the same series and the same span of time as before. */
  function keepChoices(plot, data, layout) {
    if (!plot.layout) return;
    data.forEach((trace, at) => { trace.visible = plot.data[at].visible; });
    layout.shapes.forEach((shape, at) => { shape.visible = plot.layout.shapes[at].visible; });
    for (const name of ["range", "tickvals", "ticktext"]) layout.xaxis[name] = plot.layout.xaxis[name];
  }

  function say(chart, words, className = "chart-reading") {
    let line = chart.querySelector("[data-chart-message]");
    if (!line) {
      line = element("p");
      line.dataset.chartMessage = "";
      line.setAttribute("role", "status");
      chart.querySelector("[data-chart-explore]").after(line);
    }
    line.className = className;
    line.textContent = words;
    line.hidden = !words;
  }

  const active = new Map();   // chart element → what to undo

  async function explore(chart) {
    const button = chart.querySelector("[data-chart-explore]");
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    say(chart, WORDS.loading);
    try {
      const [figure] = await Promise.all([loadFigure(chart.dataset.chartUrl), loadPlotly(chart)]);
      if (!chart.isConnected) return;
      const frame = chart.querySelector(".chart-frame");
      const { box, plot } = makeExplorer(figure);
      frame.after(box);
      frame.hidden = true;
      const draw = () => {
        const { data, layout } = inPresentColours(figure, box);
        const ticks = timeTicks(layout, plot.clientWidth, 0, layout.meta.ranges.length - 1);
        Object.assign(layout.xaxis, Object.fromEntries(Object.entries(ticks).map(([name, list]) => [name.slice(6), list])));
        keepChoices(plot, data, layout);
        return window.Plotly.react(plot, data, layout, figure.config);
      };
      await draw();
      const scheme = matchMedia("(prefers-color-scheme: dark)");
      scheme.addEventListener("change", draw);
      active.set(chart, () => {
        scheme.removeEventListener("change", draw);
        window.Plotly.purge(plot);
        box.remove();
        frame.hidden = false;
      });
      button.textContent = WORDS.back;
      say(chart, "");
    } catch (error) {
      console.warn(error);
      leave(chart);
      say(chart, WORDS.failure, "chart-failure");
    } finally {
      button.ariaDisabled = null;
    }
  }

  function leave(chart) {
    active.get(chart)?.();
    active.delete(chart);
    chart.querySelector(".chart-explorer")?.remove();
    const frame = chart.querySelector(".chart-frame");
    if (frame) frame.hidden = false;
    const button = chart.querySelector("[data-chart-explore]");
    if (button) button.textContent = WORDS.explore;
    say(chart, "");
  }

  function within(root) {
    return [...(root.matches?.("[data-chart]") ? [root] : []), ...root.querySelectorAll("[data-chart]")];
  }

  function prepare(root) {
    for (const chart of within(root)) {
      const button = chart.querySelector("[data-chart-explore]");
      if (button && chart.querySelector(".chart-frame")) button.hidden = false;
    }
  }

  document.addEventListener("click", (event) => {
    const chart = event.target.closest?.("[data-chart-explore]")?.closest("[data-chart]");
    if (!chart) return;
    if (active.has(chart)) leave(chart); else explore(chart);
  });
  // htmx: prepare what came, let go of what goes, and keep no figure in the saved history.
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
  document.addEventListener("htmx:beforeCleanupElement", (event) => within(event.detail.elt).filter((chart) => active.has(chart)).forEach(leave));
  document.addEventListener("htmx:beforeHistorySave", () => [...active.keys()].forEach(leave));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => prepare(document));
  else prepare(document);
})();
