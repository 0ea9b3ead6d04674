{{ config(meta={
    "speaks_of": "entity",
    "says": "Appointment {appointment_code} begins on {valid_from}, while {other_code} of the same person lasts. End the earlier one first.",
}) }}
-- Nobody holds two appointments on one day: they would be counted twice.
with ordered as (
    select
        entity_code,
        appointment_code,
        valid_from,
        lag(appointment_code) over (
            partition by entity_code, employee_key order by valid_from, appointment_code
        ) as other_code,
        lag(coalesce(valid_to, date '9999-12-31')) over (
            partition by entity_code, employee_key order by valid_from, appointment_code
        ) as other_valid_to
    from {{ ref('stg_erp__appointment') }}
)

select
    entity_code,
    appointment_code,
    valid_from,
    other_code
from ordered
where other_valid_to >= valid_from
