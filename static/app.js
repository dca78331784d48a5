/* Pages work without this.  With it: the filter answers without a reload,
 * places of a picture tell what they are, new data come by themselves. */
(function () {
    "use strict";

    var REFRESH_MS = 60000, TYPING_MS = 600;
    var root = document.documentElement;
    root.classList.add("js");

    /* --- places of a picture ---------------------------------------------- */

    /* A map does not follow a picture that the page has scaled. */
    function fitMaps() {
        document.querySelectorAll("img[usemap]").forEach(function (img) {
            var map = document.querySelector(
                'map[name="' + img.useMap.slice(1) + '"]');
            var scale = img.clientWidth / Number(img.getAttribute("width"));
            if (!map || !(scale > 0)) return;
            Array.prototype.forEach.call(map.areas, function (area) {
                if (!area.dataset.coords) area.dataset.coords = area.coords;
                area.coords = area.dataset.coords.split(",").map(function (x) {
                    return Math.round(x * scale);
                }).join(",");
            });
        });
    }

    var tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    document.body.appendChild(tip);

    /* The browser's own tooltip comes late and not on touch. */
    function showTip(event) {
        var area = event.target;
        if (area.title) {
            area.dataset.tip = area.title;
            area.removeAttribute("title");
        }
        tip.textContent = area.dataset.tip || "";
        tip.hidden = tip.textContent === "";
        var half = tip.offsetWidth / 2;
        var left = Math.min(Math.max(event.pageX, half + 8),
            root.clientWidth - half - 8);
        tip.style.left = left - half + "px";
        tip.style.top = event.pageY - tip.offsetHeight - 14 + "px";
    }

    document.addEventListener("pointermove", function (event) {
        if (event.target.tagName === "AREA") showTip(event);
        else tip.hidden = true;
    });
    document.addEventListener("pointerdown", function (event) {
        if (event.target.tagName === "AREA") showTip(event);
    });
    window.addEventListener("resize", fitMaps);
    window.addEventListener("load", fitMaps);

    /* --- the filter --------------------------------------------------------- */

    var form = document.getElementById("filter");
    var asked = 0;

    /* Fields that are empty need not stand in the address; a box that is
     * checked may well mean "without a value". */
    function address() {
        var query = new URLSearchParams();
        Array.prototype.forEach.call(form.elements, function (field) {
            var box = field.type === "checkbox" || field.type === "radio";
            if (!field.name || (box ? !field.checked : field.value === ""))
                return;
            query.append(field.name, field.value);
        });
        var text = query.toString();
        return form.getAttribute("action") + (text ? "?" + text : "");
    }

    /* What the new page says, in place of what stands here; fields keep what
     * is being typed, menus stay open. */
    function adopt(page) {
        var cards = document.getElementById("cards");
        var fresh = page.getElementById("cards");
        if (!cards || !fresh) return false;
        cards.replaceWith(document.adoptNode(fresh));
        var picks = page.querySelectorAll("#filter .pick");
        document.querySelectorAll("#filter .pick").forEach(function (pick, i) {
            if (!picks[i]) return;
            pick.classList.toggle("set", picks[i].classList.contains("set"));
            pick.querySelector(".chosen").textContent =
                picks[i].querySelector(".chosen").textContent;
        });
        ["/language", "/theme"].forEach(function (action) {
            var query = 'form[action="' + action + '"] [name="return"]';
            var here = document.querySelector(query);
            if (here) here.value = page.querySelector(query).value;
        });
        document.body.dataset.generation = page.body.dataset.generation;
        fitMaps();
        return true;
    }

    function load(url, headers) {
        var mine = ++asked;
        var cards = document.getElementById("cards");
        if (!headers) cards.classList.add("loading");
        return fetch(url, {headers: headers || {}}).then(function (answer) {
            if (!answer.ok) throw new Error(String(answer.status));
            return answer.text();
        }).then(function (text) {
            if (mine !== asked) return;
            var page = new DOMParser().parseFromString(text, "text/html");
            if (!adopt(page)) throw new Error("no page");
        });
    }

    /* Where it fails, the browser goes there itself and shows why. */
    function go() {
        var url = address();
        load(url).then(function () {
            if (url !== location.pathname + location.search)
                history.pushState(null, "", url);
        }).catch(function () {
            location.assign(url);
        });
    }

    function setUpFilter() {
        var timer;
        form.addEventListener("submit", function (event) {
            event.preventDefault();
            clearTimeout(timer);
            go();
        });
        form.addEventListener("change", function (event) {
            clearTimeout(timer);
            timer = setTimeout(go, event.target.type === "text" ? 0 : 200);
        });
        form.addEventListener("input", function (event) {
            if (event.target.type !== "text") return;
            clearTimeout(timer);
            var whole = /^(|\d{4}|\d{4}Q[1-4]|\d{4}-\d\d(-\d\d)?)$/;
            if (whole.test(event.target.value))
                timer = setTimeout(go, TYPING_MS);
        });
        window.addEventListener("popstate", function () {
            location.reload();
        });
        document.addEventListener("click", function (event) {
            form.querySelectorAll(".pick[open]").forEach(function (pick) {
                if (!pick.contains(event.target)) pick.open = false;
            });
        });
        document.addEventListener("keydown", function (event) {
            if (event.key !== "Escape") return;
            form.querySelectorAll(".pick[open]").forEach(function (pick) {
                pick.open = false;
                pick.querySelector("summary").focus();
            });
        });
    }

    /* --- new data ------------------------------------------------------------ */

    var QUIET = {"X-Auto-Refresh": "1"};
    var refresher;

    function refresh() {
        if (document.hidden) return;
        fetch("/generation", {headers: QUIET}).then(function (answer) {
            if (answer.status === 401) clearInterval(refresher);
            return answer.ok ? answer.json() : null;
        }).then(function (now) {
            if (!now || now.generation === document.body.dataset.generation)
                return;
            if (!document.getElementById("cards")) location.reload();
            else load(location.pathname + location.search, QUIET);
        }).catch(function () { /* the next time will do */ });
    }

    if (form) setUpFilter();
    if (document.querySelector(".leave"))
        refresher = setInterval(refresh, REFRESH_MS);
    fitMaps();
})();
