// What the central warehouse says of this entity, below its workspaces: a few figures with their
// way, and where other entities lie. The server gives the entity's own alone.

frappe.provide("diwan.warehouse");

const PARTS = { Finance: "finance", People: "people" };
const LINE = { width: 132, height: 34, edge: 3 };
const escape = frappe.utils.escape_html;

// --- numbers ------------------------------------------------------------------------------------

const language_of = () => ((frappe.boot.lang || "en").startsWith("ar") ? "ar-AE-u-nu-latn" : "en-GB");

function number_of(value, digits) {
	const options = { maximumFractionDigits: digits, minimumFractionDigits: digits };
	return new Intl.NumberFormat(language_of(), options).format(value);
}

function value_of(figure, value) {
	if (figure.format === "share") return `${number_of(value * 100, 1)}%`;
	if (figure.format === "count") return number_of(value, 0);
	return number_of(value, Math.abs(value) < 10 ? 2 : 1);
}

function exact_of(figure) {
	const digits = figure.format === "millions" ? 6 : figure.format === "share" ? 4 : 0;
	return `${new Intl.NumberFormat(language_of(), { maximumFractionDigits: digits }).format(
		figure.value
	)} ${figure.unit}`.trim();
}

function month_of(day) {
	const options = { month: "short", year: "numeric", timeZone: "UTC" };
	return new Intl.DateTimeFormat(language_of(), options).format(new Date(`${day}T00:00:00Z`));
}

function signed(value, digits) {
	const sign = value > 0 ? "+" : value < 0 ? "−" : "";
	return `${sign}${number_of(Math.abs(value), digits)}`;
}

const is_share = (figure) => figure.format === "share";

function change_of(figure) {
	if (figure.before === null) return "";
	if (is_share(figure)) {
		return __("{0} points on a year before", [signed((figure.value - figure.before) * 100, 1)]);
	}
	if (figure.change === null) return "";
	return __("{0} % on a year before", [signed(figure.change * 100, 1)]);
}

function period_of(figure) {
	if (!figure.last) return __("Today");
	if (figure.first === figure.last) return month_of(figure.last);
	return `${month_of(figure.first)} – ${month_of(figure.last)}`;
}

// --- pictures -----------------------------------------------------------------------------------

function line_of(figure) {
	if (figure.months.length < 3) return "";
	const values = figure.months.map(([, value]) => value);
	const least = Math.min(...values);
	const span = Math.max(...values) - least || 1;
	const { width, height, edge } = LINE;
	const x = (index) => edge + (index * (width - 2 * edge)) / (values.length - 1);
	const y = (value) => height - edge - ((value - least) * (height - 2 * edge)) / span;
	const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
	const end = values.length - 1;
	const label = __("{0} by month, from {1} to {2}", [
		figure.label,
		month_of(figure.months[0][0]),
		month_of(figure.months[end][0]),
	]);
	return `<svg class="diwan-figure-line" viewBox="0 0 ${width} ${height}" role="img"
		aria-label="${escape(label)}"><polyline points="${points.join(" ")}"/>
		<circle cx="${x(end)}" cy="${y(values[end])}" r="2.6"/></svg>`;
}

// Where the middle eight tenths of the others lie, their middle, and this entity.
function peers_of(figure) {
	const { peers } = figure;
	const own = peers && (peers.of === "change" ? figure.change : figure.value);
	if (!peers || own === null) return "";
	const from = Math.min(peers.low, own);
	const span = Math.max(peers.high, own) - from || 1;
	const at = (value) => `${(((value - from) / span) * 100).toFixed(1)}%`;
	const said = (value) =>
		peers.of === "change" ? `${signed(value * 100, 1)}%` : value_of(figure, value);
	const label = __("{0} other entities: most from {1} to {2}, half below {3}", [
		peers.count,
		said(peers.low),
		said(peers.high),
		said(peers.middle),
	]);
	return `<div class="diwan-figure-peers" role="img" aria-label="${escape(label)}" title="${escape(label)}">
		<i class="range" style="inset-inline-start:${at(peers.low)};inset-inline-end:calc(100% - ${at(peers.high)})"></i>
		<i class="middle" style="inset-inline-start:${at(peers.middle)}"></i>
		<i class="own" style="inset-inline-start:${at(own)}"></i></div>
		<small class="text-muted"><bdi>${escape(label)}</bdi></small>`;
}

function tile_of(figure) {
	const change = change_of(figure);
	return `<li class="diwan-figure">
		<span class="diwan-figure-label" title="${escape(figure.meaning)}">${escape(figure.label)}</span>
		<strong title="${escape(exact_of(figure))}"><bdi>${value_of(figure, figure.value)}</bdi>
			<small>${escape(figure.unit)}</small></strong>
		<span class="diwan-figure-change"><bdi>${escape(change)}</bdi></span>
		<small class="text-muted">${escape(period_of(figure))}</small>
		${line_of(figure)}${peers_of(figure)}
	</li>`;
}

function section_of(answer) {
	const day = frappe.datetime.str_to_user(answer.as_of);
	const age =
		answer.status === "Fresh"
			? __("As of {0}", [day])
			: __("As of {0}: the nights since could not bring newer ones", [day]);
	return `<h5>${__("From the Central Warehouse")}</h5>
		<p class="text-muted">${escape(age)}</p>
		<ul class="diwan-figures">${answer.figures.map(tile_of).join("")}</ul>`;
}

// --- below the workspace ------------------------------------------------------------------------

diwan.warehouse.show = function (body, part) {
	const section = $(`<section class="diwan-warehouse" aria-label="${__("From the Central Warehouse")}">`);
	body.append(section);
	const call = { method: "erp_app.api.warehouse.get_figures", type: "GET", args: { part } };
	return frappe.call(call).then(({ message }) => {
		// Nothing was brought yet: nothing to look at.
		if (message?.figures.length) section.html(section_of(message));
		else section.remove();
	});
};

(function teach_workspaces_the_figures() {
	const workspace = frappe.views && frappe.views.Workspace;
	if (!workspace) return;
	const { show_page } = workspace.prototype;
	workspace.prototype.show_page = async function (page) {
		this.body.find(".diwan-warehouse").remove();
		const shown = await show_page.call(this, page);
		const part = PARTS[page.name];
		if (part) diwan.warehouse.show(this.body, part);
		return shown;
	};
})();
