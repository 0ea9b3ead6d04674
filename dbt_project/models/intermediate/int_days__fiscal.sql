-- The government's calendar: the fiscal year and period that most entities have a day in, the lower
-- one where as many have another. Adjustment periods hold no days of their own. An entity whose years
-- are others keeps its own in its facts.
with counted as (
    select
        c.date_day,
        p.fiscal_year,
        p.period_number,
        count(distinct p.entity_code) as entity_count
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
        *,
        row_number() over (
            partition by date_day order by entity_count desc, fiscal_year asc, period_number asc
        ) as place
    from counted
)

select
    date_day,
    fiscal_year,
    period_number as fiscal_period_number
from ranked
where place = 1
