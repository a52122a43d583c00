(function () {
  "use strict";
  function byId(id) { return document.getElementById(id); }
  var tab = sessionStorage.getItem("tab");
  if (!tab) { tab = Math.random().toString(36).slice(2) + Date.now().toString(36); sessionStorage.setItem("tab", tab); }
  var stream = null;
  var current = "";
  var waiting = 0;
  var asked = 0;
  var fetching = 0;
  var ended = null;
  function name() { return byId("controls").dataset.name; }
  function path() { return "/what-if/" + encodeURIComponent(name()); }
  function address() {
    var query = new URLSearchParams();
    var given = new FormData(byId("form"));
    given.forEach(function (value, key) {
      if (key === "tempo_day" && !given.get("tempo")) { return; }
      var since = key.endsWith("_from");
      if (since && (!given.get(key.slice(0, -5)) || value === given.get("as_of"))) { return; }
      if (value) { query.append(key, value); }
    });
    document.querySelectorAll("#form [data-road]").forEach(function (chosen) {
      if (!chosen.value) { return; }
      var day = chosen.closest(".pair").querySelector("[data-road-from]").value;
      var parts = [chosen.dataset.road, chosen.value];
      if (day && day !== given.get("as_of")) { parts.push(day); }
      query.append("road", parts.join(byId("roads").dataset.mark));
    });
    return query.toString();
  }
  function say(text, share) { byId("said").textContent = text; byId("progress").value = share; }
  function show(job) {
    if (job !== current) { return; }
    htmx.ajax("GET", "/jobs/" + job + "/result", { target: "#result", swap: "innerHTML" });
  }
  // how a run ended is said once what it found stands on the page, and not before
  function conclude() {
    if (!ended || fetching > 0) { return; }
    var told = ended;
    ended = null;
    say(told.state === "done" ? "done" : told.state === "stopped" ? "stopped" : told.said, told.state === "done" ? 1 : 0);
  }
  document.addEventListener("htmx:beforeRequest", function () { fetching += 1; });
  document.addEventListener("htmx:afterRequest", function () { fetching -= 1; setTimeout(conclude, 0); });
  function listen(job, full) {
    current = job;
    ended = null;
    if (stream) { stream.close(); }
    stream = new EventSource("/jobs/" + job + "/events");
    stream.addEventListener("progress", function (event) {
      var told = JSON.parse(event.data);
      say(told.said, told.share);
    });
    if (!full) { stream.addEventListener("found", function () { show(job); }); }
    stream.addEventListener("ended", function (event) {
      ended = JSON.parse(event.data);
      stream.close();
      if (ended.report) { downloads(job); }
      conclude();
    });
    stream.onerror = function () { stream.close(); say("the connection was lost; change something or reload", 0); };
  }
  function downloads(job) {
    var place = byId("downloads");
    place.textContent = "";
    [["report.html", "Report"], ["assessment.json", "Data"]].forEach(function (pair) {
      var link = document.createElement("a");
      link.href = "/jobs/" + job + "/" + pair[0];
      link.textContent = pair[1];
      link.setAttribute("download", pair[0]);
      place.append(link, " ");
    });
  }
  function start(full) {
    var mine = asked += 1;
    fetch(path() + "/start?" + location.search.slice(1) + (full ? "&full=1" : ""), { method: "POST", headers: { "X-Tab": tab } })
      .then(function (answer) {
        if (answer.status === 429) {
          say("many runs are waiting; asking again", 0);
          setTimeout(function () { if (mine === asked) { start(full); } }, 1000 * Number(answer.headers.get("Retry-After") || 2));
          return null;
        }
        if (answer.status === 422) { say("something could not be used; see beside the form", 0); return null; }
        if (!answer.ok) { return answer.text().then(function (text) { say(text, 0); return null; }); }
        return answer.json();
      })
      .then(function (told) { if (told && mine === asked) { listen(told.job, full); } })
      .catch(function () { say("the page cannot be reached", 0); });
  }
  function controls() {
    // not by htmx: it keeps one request of the page waiting, and the result's would push this one out
    var mine = location.href;
    fetch(mine)
      .then(function (answer) { return answer.ok || answer.status === 422 ? answer.text() : ""; })
      .then(function (text) {
        if (mine !== location.href) { return; }
        var found = new DOMParser().parseFromString(text, "text/html");
        ["chips", "problems", "edits"].forEach(function (id) {
          if (found.getElementById(id)) { byId(id).replaceWith(found.getElementById(id)); }
        });
      })
      .catch(function () { say("the page cannot be reached", 0); });
  }
  function fromDay(day) {
    if (!day) { return; }
    var last = new Date(Date.parse(day) + 864e5 * Number(byId("controls").dataset.days)).toISOString().slice(0, 10);
    document.querySelectorAll("#form .pair input[type=date]").forEach(function (field) {
      if (field.value === field.min || field.value < day) { field.value = day; }
      if (field.value > last) { field.value = last; }
      field.min = day;
      field.max = last;
    });
  }
  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      history.pushState({}, "", path() + "?" + address());
      byId("downloads").textContent = "";
      controls();
      start(false);
    }, 120);
  }
  document.addEventListener("change", function (event) {
    if (event.target.id === "folder") { location.href = "/what-if/" + encodeURIComponent(event.target.value); return; }
    if (event.target.form && event.target.form.id === "form" && (event.target.name || event.target.closest("#roads"))) {
      if (event.target.name === "as_of") { fromDay(event.target.value); }
      changed();
    }
  });
  document.addEventListener("input", function (event) {
    if (event.target.id !== "find") { return; }
    var wanted = event.target.value.toLowerCase();
    document.querySelectorAll("#form .scroll label").forEach(function (label) {
      label.hidden = label.textContent.toLowerCase().indexOf(wanted) < 0;
    });
  });
  function edit(name, value) {
    // one grade and one link for a claim: the last one counts
    var about = name === "add" ? "" : value.split(byId("grade").dataset.mark)[0] + byId("grade").dataset.mark;
    document.querySelectorAll("#edits input").forEach(function (field) {
      if (field.name === name && about && field.value.indexOf(about) === 0) { field.remove(); }
    });
    var hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = name;
    hidden.value = value;
    byId("edits").append(hidden);
    changed();
  }
  function onClick(id, act) { if (byId(id)) { byId(id).addEventListener("click", act); } }
  onClick("grade", function () {
    var claim = byId("which").value;
    if (claim) { edit("grade", claim + byId("grade").dataset.mark + byId("reliability").value + byId("credibility").value); }
  });
  onClick("link", function () {
    var claim = byId("which").value;
    if (claim) { edit("repeats", claim + byId("link").dataset.mark + byId("origin").value); }
  });
  onClick("add", function () {
    var cells = new URLSearchParams();
    document.querySelectorAll("#claim-add [data-column]").forEach(function (field) {
      if (field.value) { cells.append(field.dataset.column, field.value); }
    });
    edit("add", cells.toString());
  });
  if (byId("which")) {
    byId("which").addEventListener("change", function () {
      var chosen = byId("which").selectedOptions[0];
      if (!chosen.value) { return; }
      byId("reliability").value = chosen.dataset.grade[0];
      byId("credibility").value = chosen.dataset.grade[1];
      byId("origin").value = chosen.dataset.origin;
    });
  }
  byId("form").addEventListener("submit", function (event) { event.preventDefault(); changed(); });
  addEventListener("popstate", function () { location.reload(); });
  byId("undo").addEventListener("click", function () { history.back(); });
  byId("redo").addEventListener("click", function () { history.forward(); });
  byId("stop").addEventListener("click", function () { if (current) { fetch("/jobs/" + current + "/stop", { method: "POST" }); } });
  byId("full").addEventListener("click", function () { start(true); });
  byId("copy").addEventListener("click", function () {
    if (navigator.clipboard) { navigator.clipboard.writeText(location.href).then(function () { say("link copied", 1); }); }
  });
  byId("theme").addEventListener("click", function () {
    var root = document.documentElement;
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  start(false);
}());
