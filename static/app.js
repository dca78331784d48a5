/* Pages work without this.  With it: the filter answers without a reload,
 * places of a picture tell what they are, new data come by themselves. */
(function () {
    "use strict";

    var REFRESH_MS = 60000, CHOICE_MS = 400;
    var root = document.documentElement;
    root.classList.add("js");

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

    function addAreas(map, areas) {
        areas.forEach(function (place) {
            var area = document.createElement("area");
            area.shape = "rect";
            area.coords = place.coords;
            area.alt = place.text;
            if (place.href) area.href = place.href;
            map.append(area);
        });
        fitMaps();
    }

    /* Pictures with very many places tell them once they are in sight. */
    var inSight = new IntersectionObserver(function (list) {
        list.forEach(function (seen) {
            var img = seen.target, url = img.dataset.areas;
            if (!seen.isIntersecting || !url) return;
            inSight.unobserve(img);
            delete img.dataset.areas;
            fetch(url, {headers: {"X-Auto-Refresh": "1"}}).then(function (answer) {
                return answer.ok ? answer.json() : {areas: []};
            }).then(function (got) {
                addAreas(document.querySelector(
                    'map[name="' + img.useMap.slice(1) + '"]'), got.areas);
            }).catch(function () { /* the picture shows the figures itself */ });
        });
    });

    function watchPictures() {
        document.querySelectorAll("img[data-areas]").forEach(function (img) {
            inSight.observe(img);
        });
    }

    var tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    document.body.appendChild(tip);

    var shown = null;    /* the place whose tip is up */
    var touched = false; /* the latest press was a finger's */
    var again = false;   /* and on a place whose tip was up already */

    function hideTip() {
        tip.hidden = true;
        shown = null;
    }

    /* The browser's own tooltip comes late and not on touch. */
    function showTip(event) {
        var area = event.target;
        if (area.title) {
            area.dataset.tip = area.title;
            area.removeAttribute("title");
        }
        shown = area;
        tip.textContent = area.dataset.tip || area.alt;
        tip.hidden = tip.textContent === "";
        var half = tip.offsetWidth / 2;
        var left = Math.min(Math.max(event.pageX, half + 8),
            root.clientWidth - half - 8);
        tip.style.left = left - half + "px";
        tip.style.top = event.pageY - tip.offsetHeight - 14 + "px";
    }

    document.addEventListener("pointermove", function (event) {
        if (event.target.tagName === "AREA") showTip(event);
        else if (event.pointerType !== "touch") hideTip();
    });
    document.addEventListener("pointerdown", function (event) {
        touched = event.pointerType === "touch";
        again = shown === event.target;
        if (event.target.tagName === "AREA") showTip(event);
        else hideTip();
    });
    /* A finger cannot point without pressing: its first tap shows the value,
     * the second goes on. */
    document.addEventListener("click", function (event) {
        if (event.target.tagName === "AREA" && touched && !again)
            event.preventDefault();
    });
    window.addEventListener("resize", fitMaps);
    window.addEventListener("load", fitMaps);

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

    /* First and last day of the spellings that are plain enough, as texts in
     * the order of days; null for the rest, which the server reads. */
    function days(text) {
        var t = text.trim(), m;
        if ((m = /^(\d{4})$/.exec(t)))
            return [m[1] + "-01-01", m[1] + "-12-31"];
        if ((m = /^(\d{4})Q([1-4])$/i.exec(t)))
            return [m[1] + "-0" + (m[2] * 3 - 2) + "-01",
                m[1] + "-" + String(m[2] * 3).padStart(2, "0") + "-31"];
        if ((m = /^(\d{4})-(\d\d)$/.exec(t)))
            return [t + "-01", t + "-31"];
        if ((m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(t)))
            return [t, t];
        if ((m = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(t))) {
            t = m[3] + "-" + m[2].padStart(2, "0") + "-" + m[1].padStart(2, "0");
            return [t, t];
        }
        return null;
    }

    function isBackwards() {
        var from = days(form.elements.from.value);
        var to = days(form.elements.to.value);
        return from !== null && to !== null && from[0] > to[1];
    }

    function swappedAddress() {
        var query = new URLSearchParams(address().split("?")[1]);
        var from = query.get("from");
        query.set("from", query.get("to"));
        query.set("to", from);
        return form.getAttribute("action") + "?" + query;
    }

    /* The same that the server would say, without asking it. */
    function sayBackwards() {
        var line = document.createElement("p");
        var swap = document.createElement("a");
        line.className = "problem";
        swap.className = "fix";
        swap.href = swappedAddress();
        swap.textContent = form.dataset.swap;
        line.append(form.dataset.backwards + " ", swap);
        document.getElementById("problem").replaceChildren(line);
        form.elements.from.setAttribute("aria-invalid", "true");
    }

    /* Which fields are wrong, and what is said of it. */
    function adoptProblem(page) {
        document.getElementById("problem").replaceChildren(
            ...document.adoptNode(page.getElementById("problem")).childNodes);
        form.querySelectorAll("[data-field]").forEach(function (field) {
            var fresh = page.querySelector(
                '[data-field="' + field.dataset.field + '"]');
            var error = field.querySelector(".error");
            if (error) error.remove();
            error = fresh && fresh.querySelector(".error");
            if (error) field.append(document.adoptNode(error));
            ["aria-invalid", "aria-describedby"].forEach(function (name) {
                var input = field.querySelector("input");
                var was = fresh && fresh.querySelector("input");
                if (was && was.hasAttribute(name))
                    input.setAttribute(name, was.getAttribute(name));
                else input.removeAttribute(name);
            });
        });
    }

    /* Links that lead on with the filter. */
    function adoptMenu(page) {
        var links = page.querySelectorAll(".pages a");
        document.querySelectorAll(".pages a").forEach(function (link, i) {
            if (links[i]) link.href = links[i].getAttribute("href");
        });
        ["/language", "/theme"].forEach(function (action) {
            var query = 'form[action="' + action + '"] [name="return"]';
            var here = document.querySelector(query);
            if (here) here.value = page.querySelector(query).value;
        });
    }

    /* What the new page says, in place of what stands here; fields keep what
     * is being typed, menus stay open. */
    function adopt(page) {
        document.getElementById("cards").replaceWith(
            document.adoptNode(page.getElementById("cards")));
        var picks = page.querySelectorAll("#filter .pick");
        document.querySelectorAll("#filter .pick").forEach(function (pick, i) {
            if (!picks[i]) return;
            pick.classList.toggle("set", picks[i].classList.contains("set"));
            pick.querySelector(".chosen").textContent =
                picks[i].querySelector(".chosen").textContent;
        });
        adoptMenu(page);
        document.body.dataset.generation = page.body.dataset.generation;
        fitMaps();
        watchPictures();
    }

    /* What stood here stays, and is said to be of before. */
    function keepOld() {
        var line = document.createElement("p");
        line.className = "hint";
        line.textContent = form.dataset.before;
        document.getElementById("problem").append(line);
        document.getElementById("cards").className = "stale";
    }

    /* Resolves to the address that was shown, or null where it is wrong. */
    function load(url, headers) {
        var mine = ++asked;
        if (!headers) document.getElementById("cards").classList.add("loading");
        return fetch(url, {headers: headers || {}}).then(function (answer) {
            if (!answer.ok && answer.status !== 400)
                throw new Error(String(answer.status));
            return answer.text().then(function (text) {
                if (mine !== asked) return null;
                var page = new DOMParser().parseFromString(text, "text/html");
                if (!page.getElementById("cards")) throw new Error("no page");
                if (form) adoptProblem(page);
                if (answer.ok) adopt(page);
                else if (form) keepOld();
                return answer.ok ? answer.url : null;
            });
        });
    }

    var sent; /* what was asked for last */

    /* Where it fails, the browser goes there itself and shows why. */
    function go() {
        var url = address();
        if (isBackwards()) {
            sent = undefined;
            asked++; /* an answer on its way is of before */
            document.getElementById("cards").classList.remove("loading");
            sayBackwards();
            return;
        }
        if (url === sent) return;
        sent = url;
        load(url).then(function (shownUrl) {
            if (shownUrl !== null && shownUrl !== location.href)
                history.pushState(null, "", shownUrl);
        }).catch(function () {
            location.assign(url);
        });
    }

    /* Text is sent by Enter or on leaving its field, never while it is typed;
     * ticks when their menu closes; choices of one after a moment. */
    function setUpFilter() {
        var timer;
        sent = address();
        form.addEventListener("submit", function (event) {
            event.preventDefault();
            clearTimeout(timer);
            go();
        });
        form.addEventListener("change", function (event) {
            var type = event.target.type;
            if (type === "checkbox") return;
            clearTimeout(timer);
            timer = setTimeout(go, type === "radio" ? CHOICE_MS : 0);
        });
        form.addEventListener("toggle", function (event) {
            if (!event.target.open) go();
        }, true);
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
            // What somebody is typing is not thrown away, and a page whose
            // views are on record is not opened by itself.
            if (document.querySelector("main form:not(#filter), main [data-still]"))
                return;
            if (!document.getElementById("cards")) location.reload();
            else load(location.pathname + location.search, QUIET);
        }).catch(function () { /* the next time will do */ });
    }

    if (form) setUpFilter();
    if (document.querySelector(".leave"))
        refresher = setInterval(refresh, REFRESH_MS);
    fitMaps();
    watchPictures();
})();
