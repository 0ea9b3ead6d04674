select
    date_day,
    hijri_year,
    hijri_month,
    hijri_day,
    is_weekend,
    holiday_name_en,
    holiday_name_ar,
    is_working_day
from {{ source('erp', 'calendar') }}
