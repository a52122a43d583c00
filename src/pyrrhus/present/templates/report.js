(function () {
  "use strict";
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
  var holder = document.getElementById("map-data");
  var slider = document.getElementById("map-slider");
  if (!holder || !slider) { return; }
  var data = JSON.parse(holder.textContent);
  var range = document.getElementById("map-range");
  var cells = slider.querySelectorAll(".cells path");
  var front = slider.querySelector("path.front");
  var title = slider.querySelector("svg title");
  var label = document.getElementById("map-label");
  var kind = document.getElementById("map-kind");
  var readout = document.getElementById("map-cell");
  var pointed = -1;

  function step(code) { return code === "-" ? -1 : code.charCodeAt(0) - 97; }

  function tell() {
    var at = pointed < 0 ? -2 : step(data.codes[range.value][pointed]);
    readout.textContent = at === -2 ? "" : at === -1 ? "unknown" : "attacker about " + at * 5 + " %";
  }

  function show() {
    var k = Number(range.value);
    var codes = data.codes[k];
    for (var i = 0; i < cells.length; i += 1) {
      var at = step(codes[i]);
      cells[i].setAttribute("class", at < 0 ? "pu" : "p" + at);
    }
    var line = "";
    data.borders.forEach(function (border) {
      var a = step(codes[border[0]]);
      var b = step(codes[border[1]]);
      if (a >= 0 && b >= 0 && (a >= 10) !== (b >= 10)) { line += border[2]; }
    });
    front.setAttribute("d", line);
    label.textContent = data.labels[k];
    kind.textContent = data.observed[k] ? "observed" : "forecast";
    title.textContent = "Map of " + data.labels[k] + ", " + kind.textContent;
    range.setAttribute("aria-valuetext", data.labels[k] + ", " + kind.textContent);
    tell();
  }

  slider.querySelector(".cells").addEventListener("pointerover", function (event) {
    pointed = Array.prototype.indexOf.call(cells, event.target);
    tell();
  });
  slider.querySelector(".cells").addEventListener("pointerleave", function () { pointed = -1; tell(); });
  range.addEventListener("input", show);
  document.getElementById("map-as-of").addEventListener("click", function () { range.value = data.start; show(); });
  document.documentElement.classList.add("with-script");
  slider.hidden = false;
  show();
}());
