{{ config(meta={
    "speaks_of": "entity",
    "says": "Ledger line {ledger_line_number} is of period {period_code}, which belongs to no fiscal year. Make the fiscal year's periods anew.",
}) }}
-- A line whose period belongs to no fiscal year would be in no statement.
select
    entity_code,
    ledger_line_number,
    period_code
from {{ ref('fct_ledger_line') }}
where fiscal_year is null
