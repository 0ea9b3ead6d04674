{{ config(meta={
    "speaks_of": "entity",
    "says": "The ledger has {line_count} lines, and its last one is number {last_line_number}: lines are missing. Run the ledger's check at the entity, then ./diwan nightly --full.",
}) }}
-- Line numbers of every entity run from 1 without a gap.
select
    entity_code,
    count(*) as line_count,
    max(ledger_line_number) as last_line_number
from {{ ref('fct_ledger_line') }}
group by entity_code
having count(*) <> max(ledger_line_number) or min(ledger_line_number) <> 1
