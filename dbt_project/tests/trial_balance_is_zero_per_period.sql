-- The movements of every entity and period add up to nothing.
select
    entity_code,
    period_code,
    sum(debit_amount) - sum(credit_amount) as difference_amount
from {{ ref('rpt_consolidated_trial_balance') }}
group by entity_code, period_code
having sum(debit_amount) <> sum(credit_amount)
