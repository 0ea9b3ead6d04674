// What the base tells of a document's past: rows of a table are counted from one, as on the screen.

(function count_rows_from_one() {
	const form = frappe.ui.form.Form?.prototype;
	if (!form) return;
	const { get_docinfo } = form;
	const count = (version) => {
		if (version.is_counted || !version.data?.includes('"row_changed"')) return;
		const data = JSON.parse(version.data);
		for (const row of data.row_changed || []) row[1] = Number(row[1]) + 1;
		Object.assign(version, { data: JSON.stringify(data), is_counted: true });
	};
	form.get_docinfo = function () {
		const info = get_docinfo.call(this);
		(info?.versions || []).forEach(count);
		return info;
	};
})();
