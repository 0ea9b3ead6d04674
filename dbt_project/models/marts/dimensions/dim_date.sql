select
    cast(c.date_day as date) as date_day,
    cast(year(c.date_day) as smallint) as calendar_year,
    cast(quarter(c.date_day) as smallint) as calendar_quarter,
    cast(month(c.date_day) as smallint) as calendar_month,
    {{ month_of('c.date_day') }} as month_start,
    m.month_name_en,
    m.month_name_ar,
    cast({{ iso_weekday('c.date_day') }} as smallint) as iso_weekday,
    cast(c.hijri_year as smallint) as hijri_year,
    cast(c.hijri_month as smallint) as hijri_month,
    cast(c.hijri_day as smallint) as hijri_day,
    f.fiscal_year,
    cast(f.fiscal_period_number as smallint) as fiscal_period_number,
    c.is_weekend,
    nullif(c.holiday_name_en, '') as holiday_name_en,
    nullif(c.holiday_name_ar, '') as holiday_name_ar,
    c.is_working_day
from {{ ref('stg_erp__calendar') }} as c
inner join {{ ref('month_name') }} as m on month(c.date_day) = m.month_number
left join {{ ref('int_days__fiscal') }} as f on c.date_day = f.date_day
