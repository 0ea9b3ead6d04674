"""What must never reach a log."""

import pytest

from erp_app.audit.masking import drop_variables, mask_secrets


@pytest.mark.parametrize(
    "text",
    ["pwd=hunter2", "new_password: hunter2", '"api_secret": "hunter2"', "/x?token=hunter2&a=1",
     "Authorization: hunter2", "{'reset_password_key_token': 'hunter2'}", "otp=hunter2"],
)  # fmt: skip
def test_secret_is_masked(text):
    assert "hunter2" not in mask_secrets(text)
    assert "***" in mask_secrets(text)


def test_bank_account_is_masked_and_plain_text_kept():
    assert mask_secrets("to AE07 0331 2345 6789 0123 456 today") == "to *** today"
    assert mask_secrets("Journal JV-2026-00001 was refused") == "Journal JV-2026-00001 was refused"


def test_traceback_keeps_code_and_loses_variables():
    text = (
        "Traceback (most recent call last):\n"
        '  File "a.py", line 3, in pay\n    transfer(order)\n'
        "      order = {'iban': 'AE070331234567890123456'}\nmore of the value\n"
        "ValueError: refused"
    )
    kept = drop_variables(text)
    assert kept.splitlines() == [
        "Traceback (most recent call last):",
        '  File "a.py", line 3, in pay',
        "    transfer(order)",
        "ValueError: refused",
    ]
