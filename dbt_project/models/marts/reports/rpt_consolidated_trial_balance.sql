-- Income and expense begin every fiscal year at zero; what is owned and owed carries on. What an
-- entity brought with it (period 0) is the opening of the year's first period and no movement.
with periods as (
    select
        entity_code,
        fiscal_year,
        period_code,
        period_number
    from {{ ref('stg_erp__fiscal_period') }}
),

first_periods as (
    select
        entity_code,
        fiscal_year,
        min(period_code) as period_code
    from periods
    where period_number > 0
    group by entity_code, fiscal_year
),

balances as (
    select
        b.entity_code,
        b.fiscal_year,
        case when p.period_number = 0 then f.period_code else b.period_code end as period_code,
        b.account_key,
        case when p.period_number = 0 then b.debit_amount - b.credit_amount else 0 end as brought_amount,
        case when p.period_number = 0 then 0 else b.debit_amount end as debit_amount,
        case when p.period_number = 0 then 0 else b.credit_amount end as credit_amount
    from {{ ref('fct_ledger_balance_month') }} as b
    inner join periods as p on b.entity_code = p.entity_code and b.period_code = p.period_code
    left join first_periods as f
        on b.entity_code = f.entity_code and b.fiscal_year = f.fiscal_year
),

movements as (
    select
        entity_code,
        fiscal_year,
        period_code,
        account_key,
        sum(brought_amount) as brought_amount,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from balances
    group by entity_code, fiscal_year, period_code, account_key
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
    from periods as p
    inner join last_periods as l on p.entity_code = l.entity_code
    inner join used_accounts as u on p.entity_code = u.entity_code
    where
        p.period_number > 0
        and p.period_code between u.first_period_code and l.last_period_code
),

dense as (
    select
        g.entity_code,
        g.fiscal_year,
        g.period_code,
        g.account_key,
        a.root_type in ('Revenue', 'Expense') as is_flow,
        coalesce(m.brought_amount, 0) as brought_amount,
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
        sum(brought_amount + debit_amount - credit_amount) over (
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
