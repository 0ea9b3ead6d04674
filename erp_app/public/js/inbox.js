// What waits for the reader: the first screen after logging in, and the bell on every screen. Both
// draw the same answer of the server, which lists only what the reader can decide now.

frappe.provide("diwan.inbox");

const INBOX = "Inbox";
const SHOWN_ON_BELL = 6;
const SHOWN_COUNT_MAX = 99;
const OLD_MINUTES = 72 * 60;
const MINUTE_MS = 60_000;
const FRESH_MS = 2_000;
const escape = frappe.utils.escape_html;

let answer = { entries: [], unread: 0 };
let is_loaded = false;
let is_asking = false;
let loaded_at = 0;
let waiting_for_more = null;
const to_approve = new Set();

// --- words ----------------------------------------------------------------------------------

// The server says how long it was, whatever the browser's clock and zone; time goes on from there.
const minutes_of = (entry) => entry.age_minutes + Math.floor((Date.now() - loaded_at) / MINUTE_MS);

function age_of(minutes) {
	if (minutes < 1) return __("just now");
	if (minutes < 60) return __("{0} min", [minutes]);
	if (minutes < 24 * 60) return __("{0} h", [Math.floor(minutes / 60)]);
	return __("{0} d", [Math.floor(minutes / (24 * 60))]);
}

const link_of = (entry) => frappe.utils.get_form_link(entry.document_type, entry.document);
const amount_of = (entry) => (entry.amount ? format_number(entry.amount, null, diwan.currency_decimals()) : "");

function row_of(entry) {
	const minutes = minutes_of(entry);
	const is_old = minutes >= OLD_MINUTES ? "is-old" : "";
	const colour = entry.kind === "decide" ? "orange" : "red";
	const place = entry.on_behalf_of
		? `<span class="indicator-pill blue no-indicator-dot">${escape(
				__("In the place of {0}", [entry.on_behalf_of])
		  )}</span>`
		: "";
	return `<li><a href="${link_of(entry)}">
		<span class="diwan-task">
			<span class="indicator-pill ${colour} no-indicator-dot">${escape(entry.action)}</span>${place}
		</span>
		<span class="diwan-subject">
			<b><bdi>${escape(entry.title)}</bdi></b>
			<small class="text-muted">${escape(entry.type_label)} <bdi>${escape(entry.document)}</bdi></small>
		</span>
		<bdi class="diwan-amount">${amount_of(entry)}</bdi>
		<span class="diwan-from">
			<span><bdi>${escape(entry.sent_by)}</bdi></span>
			<small class="text-muted ${is_old}" title="${escape(entry.waiting_since)}">${age_of(minutes)}</small>
		</span>
	</a></li>`;
}

// --- the first screen -------------------------------------------------------------------------

const EMPTY_PICTURE = `<svg viewBox="0 0 160 110" width="160" height="110" aria-hidden="true">
	<ellipse cx="80" cy="98" rx="56" ry="6" fill="var(--diwan-green)" opacity=".08"/>
	<path d="M34 58l14-34h64l14 34v30a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6z" fill="var(--diwan-green)" opacity=".12"/>
	<path d="M34 58h28c2 10 8 15 18 15s16-5 18-15h28v30a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6z"
		fill="var(--card-bg)" stroke="var(--diwan-green)" stroke-width="2.5" stroke-linejoin="round"/>
	<path d="M34 58l14-34h64l14 34" fill="none" stroke="var(--diwan-green)" stroke-width="2.5" stroke-linejoin="round"/>
	<circle cx="80" cy="38" r="15" fill="var(--diwan-gold)"/>
	<path d="M73 38l5 5 9-10" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
</svg>`;

function empty_state() {
	return `<div class="diwan-inbox-empty">${EMPTY_PICTURE}
		<h4>${__("Nothing waits for you")}</h4>
		<p class="text-muted">${__(
			"What others send you to decide, and what comes back to you, appears here by itself."
		)}</p></div>`;
}

function list_of(title, entries) {
	if (!entries.length) return "";
	return `<h6>${title} <span class="diwan-count">${entries.length}</span></h6>
		<ul class="diwan-inbox-list">${entries.map(row_of).join("")}</ul>`;
}

// The reader's other workspaces: on a phone the sidebar is out of sight.
function ways_on() {
	const pages = (frappe.workspace?.all_pages || []).filter((page) => page.title !== INBOX);
	const links = pages.map((page) => {
		const icon = frappe.utils.icon(page.icon || "folder-normal", "sm");
		const route = frappe.router.slug(page.title);
		return `<a class="btn btn-default btn-sm" href="/app/${route}">${icon} ${escape(__(page.title))}</a>`;
	});
	return links.length ? `<nav class="diwan-ways">${links.join("")}</nav>` : "";
}

function screen() {
	if (!is_loaded) return "";
	const { entries } = answer;
	const of_kind = (kind) => entries.filter((entry) => entry.kind === kind);
	const lists =
		list_of(__("To Decide"), of_kind("decide")) + list_of(__("Came Back to You"), of_kind("correct"));
	return (lists || empty_state()) + ways_on();
}

(function teach_workspaces_the_inbox() {
	const workspace = frappe.views && frappe.views.Workspace;
	if (!workspace) return;
	const { show_page, get_page_to_show, get_pages } = workspace.prototype;
	// The boot brought them: at the start of the Desk nobody waits for them once more.
	workspace.prototype.get_pages = async function () {
		const pages = frappe.boot.allowed_workspaces;
		if (!pages || diwan.inbox.knows_pages) return get_pages.call(this);
		diwan.inbox.knows_pages = true;
		return { pages, has_access: frappe.user.has_role("Workspace Manager") };
	};
	workspace.prototype.show_page = async function (page) {
		const is_inbox = page.name === INBOX;
		this.body.toggleClass("diwan-shows-inbox", is_inbox);
		this.body.find(".diwan-inbox").remove();
		if (is_inbox) {
			this.body.append(`<section class="diwan-inbox">${screen()}</section>`);
			if (!is_fresh()) diwan.inbox.refresh();
		}
		return show_page.call(this, page);
	};
	// The start of the Desk is the inbox, not the workspace that was looked at last.
	workspace.prototype.get_page_to_show = function () {
		const first = this.all_pages?.[0];
		if (first?.title === INBOX && !frappe.get_route()[1]) {
			return { name: first.title, public: first.public };
		}
		return get_page_to_show.call(this);
	};
})();

// --- the bell ---------------------------------------------------------------------------------

class WaitingView {
	constructor(wrapper) {
		this.container = $(`<div class="diwan-bell-list"></div>`).appendTo(wrapper);
		diwan.inbox.bell = this;
		this.draw();
	}

	show() {
		this.container.show();
	}

	hide() {
		this.container.hide();
	}

	draw() {
		const entries = answer.entries.slice(0, SHOWN_ON_BELL);
		const list = entries.length
			? `<ul class="diwan-inbox-list">${entries.map(row_of).join("")}</ul>`
			: `<p class="diwan-bell-empty text-muted">${__("Nothing waits for you")}</p>`;
		const label = __("Open the inbox");
		this.container.html(`${list}<a class="list-footer" href="/app/inbox">${label}</a>`);
	}
}

(function make_one_bell() {
	const Notifications = frappe.ui.Notifications;
	if (!Notifications) return;
	frappe.ui.Notifications = class extends Notifications {
		setup_headers() {
			super.setup_headers();
			const panel = $(`<div class="panel-waiting"></div>`).prependTo(this.body);
			const item = { label: __("Waiting for You"), id: "waiting", view: WaitingView, el: panel };
			const count = `<span class="diwan-waiting-count diwan-count hidden"></span>`;
			item.$tab = $(`<li class="notifications-category" id="waiting">${item.label} ${count}</li>`);
			item.$tab.on("click", (event) => {
				event.stopImmediatePropagation();
				this.switch_tab(item);
			});
			this.header_items.find(".notification-item-tabs").prepend(item.$tab);
			this.categories.unshift(item);
			this.make_tab_view(item);
			this.switch_tab(item);
			this.header_items
				.find("#notifications")
				.append(` <span class="diwan-unread-count diwan-count hidden"></span>`);
			this.dropdown
				.find(".notifications-icon")
				.append(`<span class="diwan-bell-count"></span><span class="diwan-bell-unread"></span>`);
			this.dropdown.on("hidden.bs.dropdown", () => diwan.inbox.refresh());
			panel.on("click", "a", () => this.dropdown.find(".notifications-icon").trigger("click"));
			show_count();
		}
	};
})();

const count_text = (count) => (count > SHOWN_COUNT_MAX ? `${SHOWN_COUNT_MAX}+` : count);

function show_number(badge, count) {
	badge.text(count_text(count)).toggleClass("hidden", !count);
}

// Each number says what is below it: the bell and its first tab what waits, the second tab what
// was not read yet.
function show_count() {
	const { entries, unread } = answer;
	const label = __("Waiting for you: {0}. Unread notices: {1}", [entries.length, unread]);
	show_number($(".diwan-bell-count, .diwan-waiting-count"), entries.length);
	show_number($(".diwan-unread-count"), unread);
	$(".diwan-bell-count").attr("title", label);
	$(".dropdown-notifications > .notifications-icon").attr("aria-label", label);
	$(".diwan-bell-unread").toggleClass("hidden", !unread).attr("title", label);
	show_shortcuts();
}

// The tiles that count what waits to be decided on: the inbox's own number, nobody else's.
function show_shortcuts() {
	const count = answer.entries.filter((entry) => entry.kind === "decide").length;
	for (const tile of to_approve) tile.set_count(count);
}

(function count_what_the_reader_can_decide() {
	const tile = frappe.widget?.widget_factory?.shortcut?.prototype;
	if (!tile) return;
	const { set_actions, setup_events } = tile;
	const counts_decisions = ({ label }) => label === __("To Approve");
	tile.setup_events = function () {
		if (!counts_decisions(this)) return setup_events.call(this);
		this.widget.click(() => this.in_customize_mode || frappe.set_route(frappe.router.slug(INBOX)));
	};
	tile.set_actions = function () {
		if (!counts_decisions(this)) return set_actions.call(this);
		this.widget.addClass("shortcut-widget-box");
		to_approve.clear();
		to_approve.add(this);
		if (is_loaded) show_shortcuts();
	};
})();

// --- asking the server ------------------------------------------------------------------------

// At the start of the Desk the bell has just asked, or waits for the answer.
const is_fresh = () => is_asking || (is_loaded && Date.now() - loaded_at < FRESH_MS);

diwan.inbox.refresh = function () {
	is_asking = true;
	const always = () => (is_asking = false);
	return frappe.call({ method: "erp_app.api.inbox.get_inbox", type: "GET", always }).then((got) => {
		if (!got.message) return;
		answer = got.message;
		is_loaded = true;
		loaded_at = Date.now();
		draw_all();
	});
};

function draw_all() {
	show_count();
	diwan.inbox.bell?.draw();
	$(".diwan-inbox").html(screen());
}

setInterval(() => is_loaded && draw_all(), MINUTE_MS);

// News of many documents come together, and to many people at once: ask once, not all at a time.
function refresh_soon() {
	clearTimeout(waiting_for_more);
	waiting_for_more = setTimeout(diwan.inbox.refresh, 300 + Math.random() * 700);
}

$(document).on("diwan-inbox-changed", diwan.inbox.refresh);
$(document).on("toolbar_setup", () => {
	diwan.inbox.refresh();
	frappe.realtime.on("diwan_inbox", refresh_soon);
	frappe.realtime.on("notification", refresh_soon);
});
document.addEventListener("visibilitychange", () => {
	if (is_loaded && document.visibilityState === "visible") refresh_soon();
});
