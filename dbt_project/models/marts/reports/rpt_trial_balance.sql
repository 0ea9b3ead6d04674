-- The entities' own trial balances, as the ERP shows them. Income and expense begin every fiscal year
-- at zero; what is owned and owed carries on. What income and expense of earlier years left, and no
-- journal has closed into net assets yet, is a row of its own, so that every period closes at nothing.
-- What an entity brought with it (period 0) is the opening of the year's first period and no movement.
with periods as (
    select
        entity_code,
        fiscal_year,
        period_code,
        period_number,
        end_date,
        start_date,
        row_number() over (
            partition by entity_code order by start_date, period_number, period_code
        ) as period_order,
        min(start_date) over (partition by entity_code, fiscal_year) as year_start
    from {{ ref('stg_erp__fiscal_period') }}
),

first_periods as (
    select
        *,
        row_number() over (partition by entity_code, fiscal_year order by period_order) as place
    from periods
    where period_number > 0
),

-- Each period's movements in the period that shows them.
balances as (
    select
        b.entity_code,
        case when p.period_number = 0 then f.period_code else p.period_code end as period_code,
        case when p.period_number = 0 then f.period_order else p.period_order end as period_order,
        b.account_key,
        case when p.period_number = 0 then b.debit_amount - b.credit_amount else 0 end as brought_amount,
        case when p.period_number = 0 then 0 else b.debit_amount end as debit_amount,
        case when p.period_number = 0 then 0 else b.credit_amount end as credit_amount
    from {{ ref('fct_ledger_balance_month') }} as b
    inner join periods as p on b.entity_code = p.entity_code and b.period_code = p.period_code
    left join first_periods as f
        on p.entity_code = f.entity_code and p.fiscal_year = f.fiscal_year and f.place = 1
),

movements as (
    select
        entity_code,
        period_code,
        period_order,
        account_key,
        sum(brought_amount) as brought_amount,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from balances
    group by entity_code, period_code, period_order, account_key
),

used_accounts as (
    select
        entity_code,
        account_key,
        min(period_order) as first_period_order
    from movements
    group by entity_code, account_key
),

last_periods as (
    select
        entity_code,
        max(period_order) as last_period_order
    from movements
    group by entity_code
),

-- The month that the dashboards' first line ends with; of an adjustment period in it, the last.
finished_years as (
    select
        entity_code,
        fiscal_year,
        max(month_start) as last_month
    from {{ ref('rpt_finance_month') }}
    where is_finished_month
    group by entity_code, fiscal_year
),

finished_periods as (
    select
        p.entity_code,
        p.fiscal_year,
        max(p.period_order) as period_order
    from periods as p
    inner join finished_years as f
        on
            p.entity_code = f.entity_code
            and p.fiscal_year = f.fiscal_year
            and {{ month_of('p.start_date') }} = f.last_month
    inner join movements as m
        on p.entity_code = m.entity_code and p.period_order = m.period_order
    where p.period_number > 0
    group by p.entity_code, p.fiscal_year
),

shown_periods as (
    select
        p.*,
        p.period_order = l.last_period_order as is_latest_period,
        coalesce(p.end_date < x.as_of_day, false) as is_finished_period,
        coalesce(p.period_order = f.period_order, false) as is_newest_finished_period
    from periods as p
    inner join last_periods as l on p.entity_code = l.entity_code
    left join {{ ref('stg_erp__extraction') }} as x on p.entity_code = x.entity_code
    left join finished_periods as f
        on p.entity_code = f.entity_code and p.fiscal_year = f.fiscal_year
    where p.period_number > 0 and p.period_order <= l.last_period_order
),

-- Every account in every period from its first movement on, so that a balance is never missing.
dense as (
    select
        p.entity_code,
        p.fiscal_year,
        p.period_code,
        p.period_order,
        p.year_start,
        p.is_latest_period,
        p.is_finished_period,
        p.is_newest_finished_period,
        u.account_key,
        a.root_type in ('Revenue', 'Expense') as is_flow,
        coalesce(m.brought_amount, 0) as brought_amount,
        coalesce(m.debit_amount, 0) as debit_amount,
        coalesce(m.credit_amount, 0) as credit_amount
    from shown_periods as p
    inner join used_accounts as u
        on p.entity_code = u.entity_code and p.period_order >= u.first_period_order
    inner join {{ ref('dim_account') }} as a on u.account_key = a.account_key
    left join movements as m
        on
            p.entity_code = m.entity_code
            and p.period_code = m.period_code
            and u.account_key = m.account_key
),

running as (
    select
        *,
        sum(brought_amount + debit_amount - credit_amount) over (
            partition by entity_code, account_key, case when is_flow then fiscal_year end
            order by period_order
            rows between unbounded preceding and current row
        ) as closing_amount
    from dense
),

results as (
    select
        entity_code,
        year_start,
        sum(brought_amount + debit_amount - credit_amount) as result_amount
    from dense
    where is_flow
    group by entity_code, year_start
),

unclosed as (
    select
        p.entity_code,
        p.fiscal_year,
        p.period_code,
        p.is_latest_period,
        p.is_finished_period,
        p.is_newest_finished_period,
        sum(r.result_amount) as amount
    from shown_periods as p
    inner join results as r on p.entity_code = r.entity_code and p.year_start > r.year_start
    group by
        p.entity_code,
        p.fiscal_year,
        p.period_code,
        p.is_latest_period,
        p.is_finished_period,
        p.is_newest_finished_period
    having sum(r.result_amount) <> 0
),

statement_rows as (
    select
        entity_code,
        fiscal_year,
        period_code,
        is_latest_period,
        is_finished_period,
        is_newest_finished_period,
        account_key,
        closing_amount - (debit_amount - credit_amount) as opening_amount,
        debit_amount,
        credit_amount,
        closing_amount
    from running
    union all
    select
        entity_code,
        fiscal_year,
        period_code,
        is_latest_period,
        is_finished_period,
        is_newest_finished_period,
        null as account_key,
        amount as opening_amount,
        0 as debit_amount,
        0 as credit_amount,
        amount as closing_amount
    from unclosed
)

select
    r.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    r.fiscal_year,
    r.period_code,
    r.is_latest_period,
    r.is_finished_period,
    r.is_newest_finished_period,
    r.account_key,
    a.account_code,
    coalesce(a.account_name_en, u.term_name_en) as account_name_en,
    coalesce(a.account_name_ar, u.term_name_ar) as account_name_ar,
    t.term_name_en as root_type_name_en,
    t.term_name_ar as root_type_name_ar,
    r.account_key is null as is_unclosed_result,
    coalesce(a.is_within_government, false) as is_within_government,
    {{ money('r.opening_amount') }} as opening_amount,
    {{ money('r.debit_amount') }} as debit_amount,
    {{ money('r.credit_amount') }} as credit_amount,
    {{ money('r.closing_amount') }} as closing_amount
from statement_rows as r
inner join {{ ref('dim_entity') }} as e on r.entity_code = e.entity_code
left join {{ ref('dim_account') }} as a on r.account_key = a.account_key
left join {{ ref('term_name') }} as t
    on coalesce(a.root_type, 'Net Assets') = t.term and t.term_kind = 'root_type'
left join {{ ref('term_name') }} as u
    on u.term_kind = 'statement_row' and u.term = 'Unclosed results' and r.account_key is null
