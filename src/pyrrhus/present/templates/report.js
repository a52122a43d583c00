(function () {
  "use strict";
  var root = document.documentElement;
  var data = JSON.parse(document.getElementById("page-data").textContent);
  function byId(id) { return document.getElementById(id); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  root.classList.add("scripted");
  all(".with-script").forEach(function (part) { part.hidden = false; });

  // ---- light and dark, print
  byId("theme").addEventListener("click", function () {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  byId("print").addEventListener("click", function () { window.print(); });

  // ---- contents: what is in view is marked, and a link into a fold opens it
  var links = all(".bar nav a");
  var heads = links.map(function (link) { return byId(link.getAttribute("href").slice(1)); });
  function mark() {
    var here = 0;
    heads.forEach(function (head, k) { if (head && head.getBoundingClientRect().top < 140) { here = k; } });
    links.forEach(function (link, k) {
      if (k === here) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
  }
  var waiting = false;
  addEventListener("scroll", function () {
    if (waiting) { return; }
    waiting = true;
    requestAnimationFrame(function () { waiting = false; mark(); });
  }, { passive: true });
  function reveal() {
    var target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    for (var part = target.parentElement; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") { part.open = true; }
    }
    all("tr.found").forEach(function (row) { row.classList.remove("found"); });
    if (target.tagName === "TR") { target.hidden = false; target.classList.add("found"); }
    target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) { reveal(); }
  });

  // ---- search and filter of the tables
  all("form.find").forEach(function (form) {
    var table = byId(form.dataset.of);
    var rows = all("tbody tr", table).map(function (row) { return { row: row, text: row.textContent.toLowerCase() }; });
    var fold = table.closest("details");
    var box = form.querySelector("input");
    var choices = all("select", form);
    var count = form.querySelector(".count");
    function search() {
      var wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (entry) {
        var fits = wanted.every(function (word) { return entry.text.indexOf(word) >= 0; }) &&
          choices.every(function (choice) { return !choice.value || entry.row.dataset[choice.dataset.key] === choice.value; });
        entry.row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      var asked = wanted.length || choices.some(function (choice) { return choice.value; });
      count.textContent = asked ? shown + " of " + rows.length + " " + table.dataset.noun : rows.length + " " + table.dataset.noun;
      if (asked) { fold.open = true; }
    }
    form.addEventListener("input", search);
    form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  });

  // ---- the map through time, with the marker on the curve
  var map = data.map;
  if (!map) { mark(); reveal(); return; }
  var picture = document.querySelector("svg.map");
  var range = byId("date");
  var cells = all(".cells path", picture);
  var outlines = cells.map(function (cell) { return cell.getAttribute("d"); });
  var fronts = all("path.front", picture);
  var hatch = picture.querySelector(".hatched");
  var picked = picture.querySelector(".picked");
  var names = all(".sidename", picture);
  var title = picture.querySelector("title");
  var play = byId("play");
  var chosen = null;
  function step(code) { return code === "-" ? -1 : code.charCodeAt(0) - 97; }
  function tell() {
    var k = Number(range.value);
    var what = byId("what");
    if (!chosen) {
      picked.setAttribute("d", "");
      what.textContent = "Point at a cell, or tab to a place, for its chance.";
      return;
    }
    var at = step(map.codes[k][chosen.cell]);
    picked.setAttribute("d", outlines[chosen.cell]);
    what.textContent = chosen.name + ": " + (at < 0 ? "not known." : data.attacker +
      (map.observed[k] ? " was seen to hold about " + at * 5 + " %." : " holds it with a chance of about " + at * 5 + " %."));
  }
  function fallBy(day) {
    var p = 0;
    data.fall.forEach(function (point) { if (point[0] <= day) { p = point[1]; } });
    return p;
  }
  function cursors(k) {
    var day = Math.round((Date.parse(map.dates[k]) - Date.parse(data.asOf)) / 864e5);
    all(".cursor").forEach(function (group) {
      var show = day > 0 && day <= data.horizon;
      group.setAttribute("visibility", show ? "visible" : "hidden");
      if (!show) { return; }
      var d = group.dataset;
      var x = Number(d.start) + day / data.horizon * (d.end - d.start);
      var y = Number(d.bottom) + fallBy(day) * (d.top - d.bottom);
      var line = group.querySelector("line");
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
      var dot = group.querySelector("circle");
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y);
      var text = group.querySelector("text");
      var left = x > (Number(d.start) + Number(d.end)) / 2;
      text.setAttribute("x", x + (left ? -9 : 9));
      text.setAttribute("y", y + 20);
      text.setAttribute("text-anchor", left ? "end" : "start");
      text.textContent = Math.round(100 * fallBy(day)) + " %";
    });
  }
  function show() {
    var k = Number(range.value);
    var steps = map.codes[k].split("").map(step);
    var unsure = "";
    cells.forEach(function (cell, i) {
      cell.setAttribute("class", steps[i] < 0 ? "pu" : "p" + steps[i]);
      if (steps[i] < 0 || (steps[i] > 6 && steps[i] < 14)) { unsure += outlines[i]; }
    });
    hatch.setAttribute("d", unsure);
    var line = "";
    map.borders.forEach(function (border) {
      var a = steps[border[0]];
      var b = steps[border[1]];
      if (a >= 0 && b >= 0 && (a >= 10) !== (b >= 10)) { line += border[2]; }
    });
    fronts.forEach(function (front) { front.setAttribute("d", line); });
    names.forEach(function (name) {
      var at = steps[Number(name.dataset.cell)];
      var own = name.classList.contains("attacker") ? at >= 14 : at >= 0 && at <= 6;
      name.setAttribute("visibility", own ? "visible" : "hidden");
    });
    var kind = k === map.start ? "as of this date." : map.observed[k] ? "as seen." : "as forecast.";
    byId("when").textContent = map.labels[k];
    byId("kind").textContent = kind;
    title.textContent = "Map of " + map.labels[k] + ", " + kind;
    range.setAttribute("aria-valuetext", map.labels[k] + ", " + kind);
    cursors(k);
    tell();
  }
  var beat = 0;
  function stop() { clearInterval(beat); beat = 0; play.setAttribute("aria-pressed", "false"); }
  play.addEventListener("click", function () {
    if (beat) { stop(); return; }
    if (Number(range.value) >= Number(range.max)) { range.value = 0; }
    play.setAttribute("aria-pressed", "true");
    beat = setInterval(function () {
      range.value = Number(range.value) + 1;
      show();
      if (Number(range.value) >= Number(range.max)) { stop(); }
    }, matchMedia("(prefers-reduced-motion: reduce)").matches ? 1200 : 350);
  });
  function asOf() { stop(); range.value = map.start; show(); }
  byId("as-of").addEventListener("click", asOf);
  addEventListener("beforeprint", asOf);
  range.addEventListener("input", function () { stop(); show(); });
  picture.querySelector(".cells").addEventListener("pointerover", function (event) {
    var cell = cells.indexOf(event.target);
    if (cell >= 0) { chosen = { cell: cell, name: "This cell" }; tell(); }
  });
  picture.addEventListener("pointerleave", function () { chosen = null; tell(); });
  all(".pl", picture).forEach(function (place) {
    function choose() { chosen = { cell: Number(place.dataset.cell), name: place.getAttribute("aria-label") }; tell(); }
    ["focus", "pointerenter", "click"].forEach(function (kind) { place.addEventListener(kind, choose); });
    place.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
    });
    place.addEventListener("blur", function () { chosen = null; tell(); });
  });
  show();
  mark();
  reveal();
}());
