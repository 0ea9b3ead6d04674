// When something has been drawn: what completes a screen of the base is run before its next picture.
// The base draws from many places, piece by piece; this is the one place where all of them are seen.

const NOTICED_ATTRIBUTES = ["title", "data-original-title", "tabindex", "disabled"];
const steps = [];
let is_waiting = false;

function complete() {
	is_waiting = false;
	for (const step of steps) step(document);
}

function complete_soon() {
	if (is_waiting) return;
	is_waiting = true;
	requestAnimationFrame(complete);
}

// Run `step(document)` now and after whatever is drawn from now on. It must leave alone what it has
// completed already: what it changes is drawn too.
export function when_drawn(step) {
	if (!steps.length) {
		new MutationObserver(complete_soon).observe(document.documentElement, {
			childList: true,
			subtree: true,
			attributes: true,
			attributeFilter: NOTICED_ATTRIBUTES,
		});
	}
	steps.push(step);
	complete_soon();
}
