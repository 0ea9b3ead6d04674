-- What the ERP said of itself when it was read, beside what the marts hold.
with marts as (
    select
        entity_code,
        count(*) as line_count,
        max(ledger_line_number) as last_line_number,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('fct_ledger_line') }}
    group by entity_code
),

balances as (
    select
        entity_code,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('fct_ledger_balance_month') }}
    group by entity_code
),

heads as (
    select
        entity_code,
        count(*) as head_count
    from {{ ref('stg_erp__employee') }}
    where employee_status = 'Active'
    group by entity_code
),

mart_balances as (
    select
        b.entity_code,
        b.period_code,
        b.account_key,
        sum(b.debit_amount) as debit_amount,
        sum(b.credit_amount) as credit_amount
    from {{ ref('fct_ledger_balance_month') }} as b
    group by b.entity_code, b.period_code, b.account_key
),

control as (
    select
        coalesce(a.entity_code, m.entity_code) as entity_code,
        count(*) as difference_count
    from {{ ref('stg_erp__account_balance') }} as a
    full outer join mart_balances as m
        on
            a.entity_code = m.entity_code
            and a.period_code = m.period_code
            and {{ entity_key('a.account_code', 'a.entity_code') }} = m.account_key
    where
        coalesce(a.debit_amount, 0) <> coalesce(m.debit_amount, 0)
        or coalesce(a.credit_amount, 0) <> coalesce(m.credit_amount, 0)
    group by coalesce(a.entity_code, m.entity_code)
),

-- The ERP's own trial balance of the newest period, reckoned from the balances it keeps, account by
-- account: opening, movement and closing.
newest_periods as (
    select distinct
        t.entity_code,
        t.fiscal_year,
        t.period_code,
        p.start_date,
        p.period_number
    from {{ ref('rpt_trial_balance') }} as t
    inner join {{ ref('stg_erp__fiscal_period') }} as p
        on t.entity_code = p.entity_code and t.period_code = p.period_code
    where t.is_latest_period
),

erp_balances as (
    select
        b.entity_code,
        b.account_code,
        a.root_type in ('Revenue', 'Expense') as is_flow,
        p.fiscal_year = n.fiscal_year as is_of_year,
        p.period_code = n.period_code as is_movement,
        b.debit_amount,
        b.credit_amount
    from {{ ref('stg_erp__account_balance') }} as b
    inner join {{ ref('stg_erp__account') }} as a
        on b.entity_code = a.entity_code and b.account_code = a.account_code
    inner join {{ ref('stg_erp__fiscal_period') }} as p
        on b.entity_code = p.entity_code and b.period_code = p.period_code
    inner join newest_periods as n
        on
            b.entity_code = n.entity_code
            and (
                p.start_date < n.start_date
                or (p.start_date = n.start_date and p.period_number <= n.period_number)
            )
),

erp_trial as (
    select
        entity_code,
        account_code,
        sum(case
            when not is_movement and (is_of_year or not is_flow) then debit_amount - credit_amount
            else 0
        end) as opening_amount,
        sum(case when is_movement then debit_amount else 0 end) as debit_amount,
        sum(case when is_movement then credit_amount else 0 end) as credit_amount
    from erp_balances
    group by entity_code, account_code
    union all
    select
        entity_code,
        null as account_code,
        sum(debit_amount - credit_amount) as opening_amount,
        0 as debit_amount,
        0 as credit_amount
    from erp_balances
    where is_flow and not is_of_year
    group by entity_code
),

mart_trial as (
    select
        entity_code,
        account_code,
        opening_amount,
        debit_amount,
        credit_amount,
        closing_amount
    from {{ ref('rpt_trial_balance') }}
    where is_latest_period
),

trial_control as (
    select
        coalesce(e.entity_code, m.entity_code) as entity_code,
        count(*) as difference_count
    from erp_trial as e
    full outer join mart_trial as m
        on
            e.entity_code = m.entity_code
            and coalesce(e.account_code, '') = coalesce(m.account_code, '')
    where
        coalesce(e.opening_amount, 0) <> coalesce(m.opening_amount, 0)
        or coalesce(e.debit_amount, 0) <> coalesce(m.debit_amount, 0)
        or coalesce(e.credit_amount, 0) <> coalesce(m.credit_amount, 0)
        or coalesce(e.opening_amount + e.debit_amount - e.credit_amount, 0)
        <> coalesce(m.closing_amount, 0)
    group by coalesce(e.entity_code, m.entity_code)
)

select
    x.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    x.extracted_at,
    x.erp_line_count,
    cast(coalesce(m.line_count, 0) as bigint) as mart_line_count,
    cast(x.erp_debit_amount as decimal(38, 9)) as erp_debit_amount,
    {{ money('coalesce(m.debit_amount, 0)') }} as mart_debit_amount,
    cast(x.erp_credit_amount as decimal(38, 9)) as erp_credit_amount,
    {{ money('coalesce(m.credit_amount, 0)') }} as mart_credit_amount,
    x.erp_head_count,
    cast(coalesce(h.head_count, 0) as bigint) as mart_head_count,
    cast(coalesce(c.difference_count, 0) as bigint) as differing_balance_count,
    cast(coalesce(t.difference_count, 0) as bigint) as differing_account_count,
    x.erp_line_count = coalesce(m.line_count, 0)
    and x.erp_line_count = coalesce(m.last_line_number, 0)
    and x.erp_debit_amount = coalesce(m.debit_amount, 0)
    and x.erp_credit_amount = coalesce(m.credit_amount, 0)
    and coalesce(b.debit_amount, 0) = coalesce(m.debit_amount, 0)
    and coalesce(b.credit_amount, 0) = coalesce(m.credit_amount, 0)
    and x.erp_head_count = coalesce(h.head_count, 0)
    and coalesce(c.difference_count, 0) = 0
    and coalesce(t.difference_count, 0) = 0 as is_reconciled
from {{ ref('stg_erp__extraction') }} as x
left join {{ ref('dim_entity') }} as e on x.entity_code = e.entity_code
left join marts as m on x.entity_code = m.entity_code
left join balances as b on x.entity_code = b.entity_code
left join heads as h on x.entity_code = h.entity_code
left join control as c on x.entity_code = c.entity_code
left join trial_control as t on x.entity_code = t.entity_code
