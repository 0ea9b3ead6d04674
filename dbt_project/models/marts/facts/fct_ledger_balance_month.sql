-- Balances that stand come from the last build, as its lines do (analytics/transform/continued.py); the
-- lines beyond them are added. Without a build to continue there are none, and all lines are beyond.
with movements as (
    select
        entity_code,
        fiscal_year,
        period_code,
        account_key,
        cost_centre_key,
        fund_key,
        programme_key,
        project_key,
        function_key,
        line_count,
        debit_amount,
        credit_amount
    from {{ source('erp', 'fct_ledger_balance_month_before') }}
    union all
    select
        l.entity_code,
        l.fiscal_year,
        l.period_code,
        l.account_key,
        l.cost_centre_key,
        l.fund_key,
        l.programme_key,
        l.project_key,
        l.function_key,
        1 as line_count,
        l.debit_amount,
        l.credit_amount
    from {{ ref('fct_ledger_line') }} as l
    left join {{ source('erp', 'ledger_line_before') }} as b on l.entity_code = b.entity
    where l.ledger_line_number > coalesce(b.row_count, 0)
),

balances as (
    select
        entity_code,
        fiscal_year,
        period_code,
        account_key,
        cost_centre_key,
        fund_key,
        programme_key,
        project_key,
        function_key,
        cast(sum(line_count) as bigint) as line_count,
        {{ money('sum(debit_amount)') }} as debit_amount,
        {{ money('sum(credit_amount)') }} as credit_amount,
        {{ money('sum(debit_amount) - sum(credit_amount)') }} as net_amount
    from movements
    group by
        entity_code,
        fiscal_year,
        period_code,
        account_key,
        cost_centre_key,
        fund_key,
        programme_key,
        project_key,
        function_key
)

-- A period or an account that nobody knows keeps its amounts; tests name it.
select
    b.entity_code,
    b.fiscal_year,
    b.period_code,
    {{ month_of('p.start_date') }} as month_start,
    b.account_key,
    b.cost_centre_key,
    b.fund_key,
    b.programme_key,
    b.project_key,
    b.function_key,
    b.line_count,
    b.debit_amount,
    b.credit_amount,
    b.net_amount,
    {{ money("case when a.root_type = 'Expense' then b.net_amount else 0 end") }}
        as expense_amount,
    {{ money("case when a.root_type = 'Revenue' then -b.net_amount else 0 end") }}
        as revenue_amount
from balances as b
left join {{ ref('stg_erp__fiscal_period') }} as p
    on b.entity_code = p.entity_code and b.period_code = p.period_code
left join {{ ref('dim_account') }} as a on b.account_key = a.account_key
