-- The fiscal year and period that most entities have a day in, the earlier one of two that as many
-- have; adjustment periods hold no days of their own.
with days as (
    select
        c.date_day,
        p.fiscal_year,
        p.period_number,
        count(*) as entity_count
    from {{ ref('stg_erp__calendar') }} as c
    inner join {{ ref('stg_erp__fiscal_period') }} as p
        on
            c.date_day between p.start_date and p.end_date
            and p.start_date < p.end_date
    group by
        c.date_day,
        p.fiscal_year,
        p.period_number
),

ranked as (
    select
        date_day,
        fiscal_year,
        period_number,
        row_number() over (
            partition by date_day
            order by entity_count desc, fiscal_year asc, period_number asc
        ) as place
    from days
)

select
    date_day,
    fiscal_year,
    period_number as fiscal_period_number
from ranked
where place = 1
