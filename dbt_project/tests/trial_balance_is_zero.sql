{{ config(meta={
    "speaks_of": "entity",
    "says": "The trial balance of period {period_code} does not close: opening {opening_amount}, movement {movement_amount}, closing {closing_amount} instead of nothing. Tell the data team.",
}) }}
-- Openings, movements and closings of every entity and period add up to nothing: what the ERP's own
-- trial balance proves with its last row.
select
    entity_code,
    period_code,
    sum(opening_amount) as opening_amount,
    sum(debit_amount) - sum(credit_amount) as movement_amount,
    sum(closing_amount) as closing_amount
from {{ ref('rpt_trial_balance') }}
group by entity_code, period_code
having
    sum(opening_amount) <> 0
    or sum(debit_amount) <> sum(credit_amount)
    or sum(closing_amount) <> 0
