{# What engines say differently. The models run on DuckDB; Spark reads the same Parquet with the
   same models, and only these words are translated. #}

{# 1 is Monday, 7 is Sunday. #}
{% macro iso_weekday(day) -%}
    {{ return(adapter.dispatch('iso_weekday', 'diwan')(day)) }}
{%- endmacro %}

{% macro default__iso_weekday(day) -%}
    isodow({{ day }})
{%- endmacro %}

{% macro spark__iso_weekday(day) -%}
    weekday({{ day }}) + 1
{%- endmacro %}

{# The first day of a day's month, as a date. #}
{% macro month_of(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}

{# A moment some hours before another. #}
{% macro hours_before(moment, hours) -%}
    {{ return(adapter.dispatch('hours_before', 'diwan')(moment, hours)) }}
{%- endmacro %}

{% macro default__hours_before(moment, hours) -%}
    {{ moment }} - interval {{ hours }} hour
{%- endmacro %}

{% macro spark__hours_before(moment, hours) -%}
    {{ moment }} - make_interval(0, 0, 0, 0, {{ hours }})
{%- endmacro %}

{# Equal, or both null. #}
{% macro is_same(left_side, right_side) -%}
    {{ return(adapter.dispatch('is_same', 'diwan')(left_side, right_side)) }}
{%- endmacro %}

{% macro default__is_same(left_side, right_side) -%}
    {{ left_side }} is not distinct from {{ right_side }}
{%- endmacro %}

{% macro spark__is_same(left_side, right_side) -%}
    {{ left_side }} <=> {{ right_side }}
{%- endmacro %}

{# The entity that a key belongs to: what stands before the bar. #}
{% macro entity_of_key(key) -%}
    {{ return(adapter.dispatch('entity_of_key', 'diwan')(key)) }}
{%- endmacro %}

{% macro default__entity_of_key(key) -%}
    split_part({{ key }}, '|', 1)
{%- endmacro %}

{% macro spark__entity_of_key(key) -%}
    substring_index({{ key }}, '|', 1)
{%- endmacro %}
