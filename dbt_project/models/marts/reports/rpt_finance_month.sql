-- Income and expense with every name a screen shows. What entities pay each other is in the
-- entity's figures and out of the government's: counted there once, it would be spent twice.
with flows as (
    select
        entity_code,
        fiscal_year,
        period_code,
        month_start,
        account_key,
        cost_centre_key,
        function_key,
        sum(line_count) as line_count,
        sum(expense_amount) as expense_amount,
        sum(revenue_amount) as revenue_amount
    from {{ ref('fct_ledger_balance_month') }}
    group by
        entity_code,
        fiscal_year,
        period_code,
        month_start,
        account_key,
        cost_centre_key,
        function_key
),

named as (
    select
        f.entity_code,
        e.entity_name_en,
        e.entity_name_ar,
        e.category_name_en,
        e.category_name_ar,
        f.fiscal_year,
        f.period_code,
        cast(f.month_start as date) as month_start,
        coalesce(cast(last_day(f.month_start) as date) < x.as_of_day, false) as is_finished_month,
        a.account_key,
        a.account_code,
        a.account_name_en,
        a.account_name_ar,
        a.root_type,
        a.economic_class_code,
        a.economic_class_name_en,
        a.economic_class_name_ar,
        a.gfsm_class_code,
        a.gfsm_class_name_en,
        a.gfsm_class_name_ar,
        f.cost_centre_key,
        c.cost_centre_name_en,
        c.cost_centre_name_ar,
        f.function_key,
        coalesce(u.main_function_code, e.main_function_code) as main_function_code,
        a.is_within_government,
        f.line_count,
        f.expense_amount,
        f.revenue_amount
    from flows as f
    inner join {{ ref('dim_account') }} as a on f.account_key = a.account_key
    inner join {{ ref('dim_entity') }} as e on f.entity_code = e.entity_code
    left join {{ ref('stg_erp__extraction') }} as x on f.entity_code = x.entity_code
    left join {{ ref('dim_cost_centre') }} as c on f.cost_centre_key = c.cost_centre_key
    left join {{ ref('dim_function') }} as u on f.function_key = u.function_key
    where a.root_type in ('Revenue', 'Expense')
)

select
    n.entity_code,
    n.entity_name_en,
    n.entity_name_ar,
    n.category_name_en,
    n.category_name_ar,
    n.fiscal_year,
    n.period_code,
    n.month_start,
    n.is_finished_month,
    n.account_key,
    n.account_code,
    n.account_name_en,
    n.account_name_ar,
    n.root_type,
    t.term_name_en as root_type_name_en,
    t.term_name_ar as root_type_name_ar,
    n.economic_class_code,
    n.economic_class_name_en,
    n.economic_class_name_ar,
    n.gfsm_class_code,
    n.gfsm_class_name_en,
    n.gfsm_class_name_ar,
    n.cost_centre_key,
    n.cost_centre_name_en,
    n.cost_centre_name_ar,
    n.function_key,
    n.main_function_code,
    coalesce(d.function_name_en, k.term_name_en) as main_function_name_en,
    coalesce(d.function_name_ar, k.term_name_ar) as main_function_name_ar,
    n.is_within_government,
    cast(n.line_count as bigint) as line_count,
    {{ money('n.expense_amount') }} as expense_amount,
    {{ money('n.revenue_amount') }} as revenue_amount,
    {{ money('case when n.is_within_government then 0 else n.expense_amount end') }}
        as consolidated_expense_amount,
    {{ money('case when n.is_within_government then 0 else n.revenue_amount end') }}
        as consolidated_revenue_amount
from named as n
left join {{ ref('cofog_division') }} as d on n.main_function_code = d.function_code
left join {{ ref('term_name') }} as k on k.term = 'Unknown' and k.term_kind = 'main_function'
left join {{ ref('term_name') }} as t on n.root_type = t.term and t.term_kind = 'root_type'
