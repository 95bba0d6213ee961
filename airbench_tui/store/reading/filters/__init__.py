"""The filter language of the screens and the command line: ``score<1 reviewed:no model:llama* "as an AI"``.

Terms are separated by spaces, and a response must match all of them. ``-`` or ``NOT`` before a term negates it. A term
is ``field:value``; score and length also take ``<  <=  >  >=  =``, and names take ``=`` for exactly that name. A term
without a field is a word or an exact "phrase" in prompt, answer, reason or note. A word also matches longer words that
begin with it, and so does the last word of a phrase that ends with ``*`` (``"garden gno*"``). Several values of one
field, ``score:0,0.5``, mean any of them. Within quotation marks, two quotation marks mean one.

To add a field, write a class in the module for its kind (``answer_fields``, ``judgment_fields`` or ``review_fields``)
and put an instance of it into ``registry.FIELDS``. The parser, the completion, the help, ``docs/KEYS.md`` and the SQL
take everything from that class.
"""
