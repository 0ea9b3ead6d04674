-- The fiscal year and period that most entities have a day in; adjustment periods hold no days
-- of their own.
with days as (
    select
        c.date_day,
        p.fiscal_year,
        p.period_number
    from {{ ref('stg_erp__calendar') }} as c
    inner join {{ ref('stg_erp__fiscal_period') }} as p
        on
            c.date_day between p.start_date and p.end_date
            and p.start_date < p.end_date
)

select
    date_day,
    mode(fiscal_year) as fiscal_year,
    mode(period_number) as fiscal_period_number
from days
group by date_day
