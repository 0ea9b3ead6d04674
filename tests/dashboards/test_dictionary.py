"""What is generated is current."""

from bi.compiler import dictionary, exposures
from bi.compiler.form import load_form
from bi.compiler.marts import load_marts

NEXT = "run ./diwan dashboards dictionary"


def test_dictionary_is_current():
    assert dictionary.FILE.read_text() == dictionary.dictionary_text(load_form(), load_marts()), (
        NEXT
    )


def test_exposures_are_current():
    assert exposures.FILE.read_text() == exposures.exposures_text(load_form(), load_marts()), NEXT


def test_dictionary_names_every_metric_in_both_languages():
    text = dictionary.FILE.read_text()
    for dataset in load_form().datasets.values():
        for metric in dataset.metrics.values():
            assert metric.meaning.en in text
            assert metric.meaning.ar in text
