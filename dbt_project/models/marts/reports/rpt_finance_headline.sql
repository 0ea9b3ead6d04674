-- The year so far beside the same months of the year before: what a dashboard says in its first line.
-- Finished months count. Where the year before lacks one of
-- them there is nothing to compare with. Peers are entities of the same kind, from five on: the
-- range of fewer would tell one of them what another spent.
with finished as (
    select
        f.entity_code,
        f.fiscal_year,
        f.month_start,
        sum(f.expense_amount) as expense_amount,
        sum(f.revenue_amount) as revenue_amount,
        sum(f.consolidated_expense_amount) as consolidated_expense_amount,
        sum(f.consolidated_revenue_amount) as consolidated_revenue_amount
    from {{ ref('rpt_finance_month') }} as f
    where f.is_finished_month
    group by f.entity_code, f.fiscal_year, f.month_start
),

by_month as (
    select
        entity_code,
        month_start,
        sum(expense_amount) as expense_amount,
        sum(revenue_amount) as revenue_amount,
        sum(consolidated_expense_amount) as consolidated_expense_amount,
        sum(consolidated_revenue_amount) as consolidated_revenue_amount
    from finished
    group by entity_code, month_start
),

years as (
    select
        f.entity_code,
        f.fiscal_year,
        min(f.month_start) as first_month,
        max(f.month_start) as last_month,
        count(*) as month_count,
        bit_or(cast(power(2, month(f.month_start) - 1) as integer)) as month_bits,
        count(*) = count(b.entity_code) as is_comparable,
        sum(f.expense_amount) as expense_amount,
        sum(b.expense_amount) as expense_before_amount,
        sum(f.revenue_amount) as revenue_amount,
        sum(b.revenue_amount) as revenue_before_amount,
        sum(f.consolidated_expense_amount) as consolidated_expense_amount,
        sum(b.consolidated_expense_amount) as consolidated_expense_before_amount,
        sum(f.consolidated_revenue_amount) as consolidated_revenue_amount,
        sum(b.consolidated_revenue_amount) as consolidated_revenue_before_amount
    from finished as f
    left join by_month as b
        on
            f.entity_code = b.entity_code
            and year(f.month_start) = year(b.month_start) + 1
            and month(f.month_start) = month(b.month_start)
    group by f.entity_code, f.fiscal_year
),

changes as (
    select
        y.*,
        e.entity_name_en,
        e.entity_name_ar,
        e.category_code,
        e.category_name_en,
        e.category_name_ar,
        case
            when y.is_comparable and y.expense_before_amount > 0
                then round(
                    cast(y.expense_amount as double) / cast(y.expense_before_amount as double) - 1, 6
                )
        end as expense_change_ratio
    from years as y
    inner join {{ ref('dim_entity') }} as e on y.entity_code = e.entity_code
),

peers as (
    select
        category_code,
        fiscal_year,
        cast(count(*) as integer) as peer_count,
        round(percentile_cont(0.25) within group (order by expense_change_ratio), 6)
            as peer_low_ratio,
        round(percentile_cont(0.75) within group (order by expense_change_ratio), 6)
            as peer_high_ratio
    from changes
    where expense_change_ratio is not null
    group by category_code, fiscal_year
    having count(*) >= 5
)

select
    c.entity_code,
    c.entity_name_en,
    c.entity_name_ar,
    c.category_name_en,
    c.category_name_ar,
    c.fiscal_year,
    c.first_month,
    m.month_name_en as first_month_name_en,
    m.month_name_ar as first_month_name_ar,
    c.last_month,
    n.month_name_en as last_month_name_en,
    n.month_name_ar as last_month_name_ar,
    cast(c.month_count as integer) as month_count,
    c.month_bits,
    c.is_comparable,
    {{ money('c.expense_amount') }} as expense_amount,
    {{ money('case when c.is_comparable then c.expense_before_amount end') }}
        as expense_before_amount,
    {{ money('c.revenue_amount') }} as revenue_amount,
    {{ money('case when c.is_comparable then c.revenue_before_amount end') }}
        as revenue_before_amount,
    {{ money('c.consolidated_expense_amount') }} as consolidated_expense_amount,
    {{ money('case when c.is_comparable then c.consolidated_expense_before_amount end') }}
        as consolidated_expense_before_amount,
    {{ money('c.consolidated_revenue_amount') }} as consolidated_revenue_amount,
    {{ money('case when c.is_comparable then c.consolidated_revenue_before_amount end') }}
        as consolidated_revenue_before_amount,
    c.expense_change_ratio,
    p.peer_count,
    p.peer_low_ratio,
    p.peer_high_ratio
from changes as c
inner join {{ ref('month_name') }} as m on month(c.first_month) = m.month_number
inner join {{ ref('month_name') }} as n on month(c.last_month) = n.month_number
left join peers as p on c.category_code = p.category_code and c.fiscal_year = p.fiscal_year
