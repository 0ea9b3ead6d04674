{{ config(meta={
    "speaks_of": "all",
    "says": "The government's trial balance of {period_code} does not close: {closing_amount} before and {consolidated_amount} after elimination. Tell the data team.",
}) }}
-- What entities owe and grant each other is taken out on both sides, and what does not match is shown.
select
    period_code,
    sum(closing_amount) as closing_amount,
    sum(eliminated_amount) as eliminated_amount,
    sum(consolidated_amount) as consolidated_amount
from {{ ref('rpt_government_trial_balance') }}
group by period_code
having sum(closing_amount) <> 0 or sum(eliminated_amount) <> 0 or sum(consolidated_amount) <> 0
