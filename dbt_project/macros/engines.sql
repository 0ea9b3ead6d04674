{# What engines say differently. The models run on DuckDB; Spark reads the same Parquet with the
   same models, and only these words are translated. `./diwan analytics parity` proves that both come
   to the same marts (docs/scaling.md). A name in quotes is written with adapter.quote: between double
   quotes Spark reads a text. #}

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

{# Minutes from one moment to another, as a clock without seconds shows them. #}
{% macro minutes_between(earlier, later) -%}
    {{ return(adapter.dispatch('minutes_between', 'diwan')(earlier, later)) }}
{%- endmacro %}

{% macro default__minutes_between(earlier, later) -%}
    date_diff('minute', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__minutes_between(earlier, later) -%}
    timestampdiff(minute, date_trunc('minute', {{ earlier }}), date_trunc('minute', {{ later }}))
{%- endmacro %}

{# The day before a day, as a date. dbt's own dateadd is null on Spark where moments have no zone. #}
{% macro day_before(day) -%}
    {{ return(adapter.dispatch('day_before', 'diwan')(day)) }}
{%- endmacro %}

{% macro default__day_before(day) -%}
    cast({{ dbt.dateadd('day', -1, day) }} as date)
{%- endmacro %}

{% macro spark__day_before(day) -%}
    date_sub({{ day }}, 1)
{%- endmacro %}

{# --- dbt's own words, where Spark's adapter has other ones --- #}

{# A contract says varchar; Spark's has a length, and its text without one is a string. #}
{% macro spark__cast(field, type) -%}
    cast({{ field }} as {{ 'string' if type | lower == 'varchar' else type }})
{%- endmacro %}

{# As the adapter's own, with values that hold an apostrophe or a backslash. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set words -%}
        insert into {{ this.render() }} values
        {% for row in agate_table.rows -%}
            (
            {%- for name in agate_table.column_names -%}
                {%- set value = row[loop.index0] -%}
                {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
                {{ spark__cast(spark_literal(value), type) }}{% if not loop.last %}, {% endif %}
            {%- endfor -%}
            ){% if not loop.last %},{% endif %}
        {% endfor %}
    {%- endset -%}
    {%- do adapter.add_query(words, abridge_sql_log=True) -%}
    {{ return(words) }}
{%- endmacro %}

{% macro spark_literal(value) -%}
    {%- if value is none -%}
        null
    {%- else -%}
        '{{ value | string | replace('\\', '\\\\') | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}

{# dbt reads the types of a seed's columns in Spark's words. #}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set words -%}
        create table {{ this.render() }} (
        {%- for name in agate_table.column_names -%}
            {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
            {{ adapter.quote(name) }} {{ 'string' if type | lower == 'varchar' else type }}
            {%- if not loop.last %}, {% endif -%}
        {%- endfor -%}
        )
    {%- endset -%}
    {%- call statement('_') -%}{{ words }}{%- endcall -%}
    {{ return(words) }}
{%- endmacro %}
