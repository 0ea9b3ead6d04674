// Charts of the workspaces: a legend that shows whole names, and a menu of what works here.

const SLICES_MAX = 8;
const COLOURS = [
	"#0f6e63", "#c2843a", "#3b6ea5", "#8a5a83", "#6b8e4e", "#b5473c", "#d9b36c", "#8a949e",
];
const ROUND = ["Donut", "Pie"];

// The smallest slices become one, so that every slice has a colour of its own.
function gather_small_slices({ labels, datasets }) {
	if (labels.length <= SLICES_MAX) return { labels, datasets };
	const values = datasets[0].values;
	const sorted = labels
		.map((label, index) => [label, values[index]])
		.sort((one, other) => other[1] - one[1]);
	const kept = sorted.slice(0, SLICES_MAX - 1);
	const rest = sorted.slice(SLICES_MAX - 1).reduce((total, [, value]) => total + value, 0);
	kept.push([__("Others"), rest]);
	return {
		labels: kept.map(([label]) => label),
		datasets: [{ ...datasets[0], values: kept.map(([, value]) => value) }],
	};
}

function build_legend({ labels, datasets }) {
	const values = datasets[0].values;
	const total = values.reduce((sum, value) => sum + value, 0) || 1;
	const items = labels.map((label, index) => {
		const share = Math.round((values[index] * 100) / total);
		return `<li><i style="background:${COLOURS[index]}"></i><span>${frappe.utils.escape_html(
			label
		)}</span><bdi>${share}%</bdi></li>`;
	});
	return `<ul class="diwan-legend">${items.join("")}</ul>`;
}

// What the numbers of the axis are in; documents and heads are counted and need no word.
function show_unit(chart, unit) {
	chart.siblings(".diwan-unit").remove();
	if (unit) chart.before($('<p class="diwan-unit text-muted">').text(unit));
}

const format_amount = (value) => format_number(value, null, Number.isInteger(value) ? 0 : 2);

(function draw_charts_that_can_be_read() {
	const widget = frappe.widget?.widget_factory?.chart?.prototype;
	if (!widget) return;
	const { get_chart_args } = widget;
	widget.get_chart_args = function () {
		const options = get_chart_args.call(this);
		options.tooltipOptions = { formatTooltipY: format_amount };
		show_unit(this.chart_wrapper, this.data.unit);
		if (this.data.datasets.length > 1) options.colors = COLOURS;
		// Of months and grades every second one is named rather than half of each.
		if (this.data.labels.every((label) => /^[A-Z]?\d/.test(label))) options.axisOptions.xIsSeries = 1;
		if (!ROUND.includes(this.chart_doc.type)) return options;
		// The library's own legend gives every name the same few letters.
		const data = gather_small_slices(this.data);
		this.chart_wrapper.siblings(".diwan-legend").remove();
		this.chart_wrapper.after(build_legend(data));
		return { ...options, data, colors: COLOURS, maxSlices: SLICES_MAX, showLegend: 0 };
	};

	// Charts are the platform's: nobody edits or resets them from a workspace.
	widget.prepare_chart_actions = function () {
		const doctype = this.chart_doc.document_type;
		const refresh = () => {
			delete this.dashboard_chart;
			this.make_chart();
		};
		const actions = [{ label: __("Refresh"), action: "action-refresh", handler: refresh }];
		if (doctype && frappe.model.can_read(doctype)) {
			actions.push({
				label: __("{0} List", [__(doctype)]),
				action: "action-list",
				handler: () => frappe.set_route("List", doctype),
			});
		}
		this.set_chart_actions(actions);
	};
})();

// Heads and documents are counted whole: no decimals on a chart's axis.
(function count_whole_numbers() {
	const original = frappe.utils.format_chart_axis_number;
	if (!original) return;
	frappe.utils.format_chart_axis_number = (value, country) =>
		Number.isInteger(value) && Math.abs(value) < 1000
			? String(value)
			: original.call(frappe.utils, value, country);
})();
