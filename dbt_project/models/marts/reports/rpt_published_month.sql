{{ config(tags=['night']) }}
-- What was said of a finished month when it was first published, and what is said now: a figure that
-- changes since does so visibly. Carried on from build to build.
with build as (
    select
        r.run_id,
        max(e.checked_at) as published_at
    from {{ source('night', 'nightly_run') }} as r
    cross join {{ source('night', 'night_entity') }} as e
    where r.is_current
    group by r.run_id
),

money_figures as (
    select
        entity_code,
        month_start,
        sum(expense_amount) as expense_amount,
        sum(revenue_amount) as revenue_amount
    from {{ ref('rpt_finance_month') }}
    where is_finished_month
    group by entity_code, month_start
),

figures as (
    select
        entity_code,
        month_start,
        'Spend' as figure_kind,
        {{ money('expense_amount') }} as figure
    from money_figures
    union all
    select
        entity_code,
        month_start,
        'Revenue' as figure_kind,
        {{ money('revenue_amount') }} as figure
    from money_figures
    union all
    select
        entity_code,
        month_start,
        'Heads' as figure_kind,
        {{ money('sum(head_count)') }} as figure
    from {{ ref('rpt_workforce_month') }}
    where not is_latest_month
    group by entity_code, month_start
),

-- An entity without rows in this build says nothing; one with rows says nothing of a month by zero.
speaking as (
    select entity_code
    from {{ source('night', 'night_entity') }}
    where data_as_of is not null
),

joined as (
    select
        coalesce(b.entity_code, f.entity_code) as entity_code,
        coalesce(b.month_start, f.month_start) as month_start,
        coalesce(b.figure_kind, f.figure_kind) as figure_kind,
        coalesce(b.first_figure, f.figure) as first_figure,
        b.first_build_id,
        b.first_published_at,
        b.newest_figure as earlier_figure,
        case when s.entity_code is null then b.newest_figure else coalesce(f.figure, 0) end as newest_figure,
        b.newest_build_id,
        b.newest_published_at,
        coalesce(b.change_count, 0) as change_count
    from {{ source('erp', 'rpt_published_month_before') }} as b
    full outer join figures as f
        on
            b.entity_code = f.entity_code
            and b.month_start = f.month_start
            and b.figure_kind = f.figure_kind
    left join speaking as s on coalesce(b.entity_code, f.entity_code) = s.entity_code
),

judged as (
    select
        j.*,
        coalesce(j.earlier_figure <> j.newest_figure, false) as is_changed
    from joined as j
)

select
    j.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    j.month_start,
    j.figure_kind,
    {{ money('j.first_figure') }} as first_figure,
    coalesce(j.first_build_id, b.run_id) as first_build_id,
    coalesce(j.first_published_at, b.published_at) as first_published_at,
    {{ money('j.newest_figure') }} as newest_figure,
    case when j.is_changed then b.run_id else coalesce(j.newest_build_id, b.run_id) end as newest_build_id,
    case
        when j.is_changed then b.published_at
        else coalesce(j.newest_published_at, b.published_at)
    end as newest_published_at,
    cast(j.change_count + case when j.is_changed then 1 else 0 end as integer) as change_count,
    j.first_figure <> j.newest_figure as is_restated
from judged as j
inner join {{ ref('dim_entity') }} as e on j.entity_code = e.entity_code
cross join build as b
