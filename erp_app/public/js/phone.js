// On a phone each line of a table is a card: every value under the name of its column, none beside
// the screen. The style is in the sheet; here each cell learns the name that stands in its head.

import { when_drawn } from "./drawn.js";

when_drawn((root) => {
	for (const cell of root.querySelectorAll(".grid-body .grid-static-col:not([data-label])")) {
		const df = $(cell).data("df");
		if (df) cell.dataset.label = __(df.label);
	}
});
