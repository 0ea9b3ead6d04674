-- Income and expense begin every fiscal year at zero; what is owned and owed carries on.
with movements as (
    select
        b.entity_code,
        b.fiscal_year,
        b.period_code,
        b.account_key,
        sum(b.debit_amount) as debit_amount,
        sum(b.credit_amount) as credit_amount
    from {{ ref('fct_ledger_balance_month') }} as b
    group by b.entity_code, b.fiscal_year, b.period_code, b.account_key
),

used_accounts as (
    select
        entity_code,
        account_key,
        min(period_code) as first_period_code
    from movements
    group by entity_code, account_key
),

last_periods as (
    select
        entity_code,
        max(period_code) as last_period_code
    from movements
    group by entity_code
),

-- Every account in every period from its first movement on, so that a balance is never missing.
grid as (
    select
        p.entity_code,
        p.fiscal_year,
        p.period_code,
        u.account_key
    from {{ ref('stg_erp__fiscal_period') }} as p
    inner join last_periods as l on p.entity_code = l.entity_code
    inner join used_accounts as u on p.entity_code = u.entity_code
    where p.period_code between u.first_period_code and l.last_period_code
),

dense as (
    select
        g.entity_code,
        g.fiscal_year,
        g.period_code,
        g.account_key,
        a.root_type in ('Revenue', 'Expense') as is_flow,
        coalesce(m.debit_amount, 0) as debit_amount,
        coalesce(m.credit_amount, 0) as credit_amount
    from grid as g
    inner join {{ ref('dim_account') }} as a on g.account_key = a.account_key
    left join movements as m
        on
            g.entity_code = m.entity_code
            and g.period_code = m.period_code
            and g.account_key = m.account_key
),

running as (
    select
        *,
        sum(debit_amount - credit_amount) over (
            partition by entity_code, account_key, case when is_flow then fiscal_year end
            order by period_code
            rows between unbounded preceding and current row
        ) as closing
    from dense
)

select
    r.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    r.fiscal_year,
    r.period_code,
    r.period_code = max(r.period_code) over (partition by r.entity_code) as is_latest_period,
    r.account_key,
    a.account_code,
    a.account_name_en,
    a.account_name_ar,
    t.term_name_en as root_type_name_en,
    t.term_name_ar as root_type_name_ar,
    {{ money('r.closing - (r.debit_amount - r.credit_amount)') }} as opening_amount,
    {{ money('r.debit_amount') }} as debit_amount,
    {{ money('r.credit_amount') }} as credit_amount,
    {{ money('r.closing') }} as closing_amount
from running as r
inner join {{ ref('dim_account') }} as a on r.account_key = a.account_key
inner join {{ ref('dim_entity') }} as e on r.entity_code = e.entity_code
left join {{ ref('term_name') }} as t on a.root_type = t.term and t.term_kind = 'root_type'
