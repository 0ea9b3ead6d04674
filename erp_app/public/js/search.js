// The search at the top finds documents as one types: by number, title, person or amount, whatever
// the reader may see. The base offers its own lists and commands alone, and documents in a dialog.

const SHOWN = 12;
const FIRST_INDEX = 99; // below "Search for …", above lists and commands
const bar = frappe.search?.AwesomeBar?.prototype;

function option_of(hit, position) {
	const { escape_html } = frappe.utils;
	const name = hit.name === hit.title ? "" : ` <bdi class="text-muted">${escape_html(hit.name)}</bdi>`;
	return {
		label: `<bdi>${escape_html(hit.title)}</bdi>${name}`,
		value: `${hit.doctype} ${hit.name}`,
		description: escape_html(__(hit.doctype)),
		route: ["Form", hit.doctype, hit.name],
		index: FIRST_INDEX - position / 100,
		match: hit.name,
	};
}

function find_documents(view, text) {
	const input = view.awesomplete.input;
	frappe
		.xcall("frappe.utils.global_search.search", { text, start: 0, limit: SHOWN })
		.then((hits) => {
			const typed = input.value.trim().replace(/\s\s+/g, " ");
			if (typed !== text || !hits?.length) return;
			view.options = view.options.concat(hits.map(option_of));
			view.awesomplete.list = view.deduplicate(view.options);
		});
}

if (bar) {
	// An amount with its commas is looked for and not worked out.
	bar.make_calculator = () => {};
	const { make_global_search } = bar;
	bar.make_global_search = function (text) {
		make_global_search.call(this, text);
		if (text.charAt(0) !== "#") find_documents(this, text);
	};
}
