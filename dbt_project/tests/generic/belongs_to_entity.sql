{# Entities are kept apart: fails for rows whose key begins with another entity's code. #}
{% test belongs_to_entity(model, columns) %}
    {{ config(meta={
        'speaks_of': 'entity',
        'says': "{table}: {record} names another entity's record. Tell the data team: a model mixes entities.",
    }) }}
    select
        entity_code,
        {{ columns | join(', ') }}
    from {{ model }}
    where
        {% for column in columns -%}
            {{ entity_of_key(column) }} <> entity_code{% if not loop.last %} or{% endif %}
        {% endfor %}
{% endtest %}
