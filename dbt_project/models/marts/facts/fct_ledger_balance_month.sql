select
    l.entity_code,
    l.fiscal_year,
    l.period_code,
    {{ month_of('min(p.start_date)') }} as month_start,
    l.account_key,
    l.cost_centre_key,
    l.fund_key,
    l.programme_key,
    l.project_key,
    l.function_key,
    cast(count(*) as bigint) as line_count,
    {{ money('sum(l.debit_amount)') }} as debit_amount,
    {{ money('sum(l.credit_amount)') }} as credit_amount,
    {{ money('sum(l.net_amount)') }} as net_amount,
    {{ money("sum(case when a.root_type = 'Expense' then l.net_amount else 0 end)") }}
        as expense_amount,
    {{ money("sum(case when a.root_type = 'Revenue' then -l.net_amount else 0 end)") }}
        as revenue_amount
from {{ ref('fct_ledger_line') }} as l
inner join {{ ref('stg_erp__fiscal_period') }} as p
    on l.entity_code = p.entity_code and l.period_code = p.period_code
inner join {{ ref('dim_account') }} as a on l.account_key = a.account_key
group by
    l.entity_code,
    l.fiscal_year,
    l.period_code,
    l.account_key,
    l.cost_centre_key,
    l.fund_key,
    l.programme_key,
    l.project_key,
    l.function_key
