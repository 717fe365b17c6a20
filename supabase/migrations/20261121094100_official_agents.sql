-- The 26 official agents, spread over the five phases of a venture.
--
-- Rows of the official tenant, readable and usable by everybody who has signed in. Each asks a model with a Liquid
-- template whose variables are the properties of its input schema, and says by its output schema (JSON Schema, draft
-- 2020-12) what it answers. The example in an input schema is one that the template renders. Applied again after a
-- rollback, which keeps the rows that something may refer to, this writes them anew.

set lock_timeout = '5s';
set statement_timeout = '60s';

insert into public.agents (
  id, tenant_id, user_id, slug, name, phase, type, status, is_public, purpose, description, capabilities, tags, config,
  prompt_template, input_schema, output_schema
)
values
(
  '00000000-0000-4000-8000-0000000f0101', private.official_tenant_id(), null,
  'problem-interviewer', 'Problem Interviewer', 'DISCOVER', 'llm', 'active', true,
  'Prepares interviews that find out whether a problem is real, without leading the people who are asked.',
  'Writes a screener and an interview guide about past behaviour for one segment and one hypothesis, with the '
  'answers that would prove the hypothesis wrong.',
  '["interview_guides", "screening", "hypothesis_testing"]', '{discover,research,interviews}',
  '{"temperature": 0.4, "max_tokens": 4096}',
  $prompt$You prepare problem interviews for a new venture. The interviewer will read your guide aloud.

Idea: {{ idea }}
Whom we interview: {{ segment }}
What we believe and want to be able to give up: {{ hypothesis }}

Write a guide for {{ minutes }} minutes.

Rules:
- Ask about what people did, last time and how often; never what they would do, pay or like.
- Do not mention our solution, and do not ask whether the problem exists: let it come up, or not.
- Begin wide, then go to one recent case and stay with it: when, where, who, what it cost, what was tried
  instead.
- Every question has one listening note: what to write down, and which answer speaks against the hypothesis.
- The screener lets in people who had the situation in the last three months and keeps out friends,
  colleagues and experts on the topic.
- End by asking for something that costs the person a little: an introduction, a look at their notes, a
  second meeting.

State beforehand which pattern of answers across interviews would make us drop the hypothesis.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "idea": {"type": "string", "description": "The venture in two or three sentences", "maxLength": 2000},
      "segment": {"type": "string", "description": "Who is asked, as narrowly as possible", "maxLength": 500},
      "hypothesis": {"type": "string", "description": "What is believed about the problem", "maxLength": 1000},
      "minutes": {"type": "integer", "description": "Length of one interview", "minimum": 10, "maximum": 120}
    },
    "required": ["idea", "segment", "hypothesis", "minutes"], "additionalProperties": false,
    "examples": [
      {
        "idea": "Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "segment": "Owners of restaurants with fewer than 40 seats who answer the phone themselves",
        "hypothesis": "They lose at least three bookings a week because nobody picks up.", "minutes": 30
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "screener": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "question": {"type": "string", "description": "Asked before the interview", "maxLength": 500},
            "lets_in": {"type": "string", "description": "The answer that qualifies", "maxLength": 500},
            "keeps_out": {"type": "string", "description": "The answer that disqualifies", "maxLength": 500}
          },
          "required": ["question", "lets_in", "keeps_out"], "additionalProperties": false
        },
        "minItems": 2, "maxItems": 8
      },
      "questions": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "minute": {"type": "integer", "description": "When it is asked, from the beginning", "minimum": 0, "maximum": 120},
            "question": {"type": "string", "description": "As it is spoken", "maxLength": 500},
            "probes": {
              "type": "array",
              "items": {"type": "string", "description": "Follow-up", "maxLength": 300},
              "minItems": 0, "maxItems": 5
            },
            "listen_for": {"type": "string", "description": "What to write down", "maxLength": 500},
            "against_hypothesis": {"type": "string", "description": "The answer that speaks against it", "maxLength": 500}
          },
          "required": ["minute", "question", "probes", "listen_for", "against_hypothesis"],
          "additionalProperties": false
        },
        "minItems": 5, "maxItems": 20
      },
      "closing_ask": {"type": "string", "description": "The small commitment that is asked for", "maxLength": 500},
      "drop_if": {"type": "string", "description": "The pattern that refutes the hypothesis, with numbers", "maxLength": 1000}
    },
    "required": ["screener", "questions", "closing_ask", "drop_if"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0102', private.official_tenant_id(), null,
  'interview-analyst', 'Interview Analyst', 'DISCOVER', 'llm', 'active', true,
  'Reads interview notes and says what was learned, how often, and how well it is proven.',
  'Separates what people did from what they said they would do, groups the problems, quotes verbatim, and gives '
  'every finding an evidence tier.',
  '["synthesis", "coding_of_interviews", "evidence_tiers"]', '{discover,research,interviews,evidence}',
  '{"temperature": 0.1, "max_tokens": 4096}',
  $prompt$You analyse notes of problem interviews. Be sober: the team will spend a year on what you conclude.

Hypothesis: {{ hypothesis }}

Notes, one interview each:
{% for interview in interviews %}
### {{ interview.participant }}
{{ interview.notes }}
{% endfor %}

Do this:
1. List every distinct problem that the participants brought up. For each, count the participants who
   described a real case of it, not those who agreed when asked.
2. Quote at most two passages for each, verbatim, with the participant. A finding without a quotation does
   not exist.
3. Say what people do today instead, and what it costs them in time or money where the notes say so. Do not
   estimate.
4. Give an evidence tier: E0 if it is our reading only, E1 if one or two said so, E2 if at least five
   described a case or the notes hold figures of their own, E3 if we saw it happen. Never E4.
5. Decide: is the hypothesis supported, refuted or open? Name the interviews that decided it, and
   contradicting ones first.
6. Name the one question that the next interviews should settle.

Compliments, feature requests and predictions are not evidence. If the notes do not support an answer, say
so in the field.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "hypothesis": {"type": "string", "description": "What was to be tested", "maxLength": 1000},
      "interviews": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "participant": {"type": "string", "description": "How the participant is called", "maxLength": 100},
            "notes": {"type": "string", "description": "Notes or transcript", "maxLength": 20000}
          },
          "required": ["participant", "notes"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 40
      }
    },
    "required": ["hypothesis", "interviews"], "additionalProperties": false,
    "examples": [
      {
        "hypothesis": "Owners lose at least three bookings a week because nobody picks up.",
        "interviews": [
          {
            "participant": "P1, 28 seats",
            "notes": "Showed me the phone: 11 missed calls on Friday between 18:30 and 20:00. Called four back next day, two had gone elsewhere."
          },
          {
            "participant": "P2, 35 seats",
            "notes": "Has an answering machine. Says people do not speak on it. Never counted."
          }
        ]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "problems": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "problem": {"type": "string", "description": "In the participants' words", "maxLength": 500},
            "participants": {"type": "integer", "description": "How many described a case", "minimum": 0},
            "quotations": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "participant": {"type": "string", "description": "Who", "maxLength": 100},
                  "quotation": {"type": "string", "description": "Verbatim", "maxLength": 1000}
                },
                "required": ["participant", "quotation"], "additionalProperties": false
              },
              "minItems": 1, "maxItems": 2
            },
            "workaround": {"type": "string", "description": "What they do today", "maxLength": 1000},
            "cost": {"type": "string", "description": "As the notes say; empty if they do not", "maxLength": 500},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["problem", "participants", "quotations", "workaround", "cost", "evidence_tier"],
          "additionalProperties": false
        },
        "minItems": 0, "maxItems": 20
      },
      "verdict": {"type": "string", "enum": ["supported", "refuted", "open"]},
      "reasons": {"type": "string", "description": "Which interviews decided it", "maxLength": 2000},
      "contradictions": {
        "type": "array",
        "items": {"type": "string", "description": "What speaks against the verdict", "maxLength": 500},
        "minItems": 0, "maxItems": 10
      },
      "next_question": {"type": "string", "description": "What to settle next", "maxLength": 500}
    },
    "required": ["problems", "verdict", "reasons", "contradictions", "next_question"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0103', private.official_tenant_id(), null,
  'market-sizer', 'Market Sizer', 'DISCOVER', 'llm', 'active', true,
  'Estimates how large a market is, bottom-up first, with every number traced to its source or marked as an '
  'assumption.',
  'Builds TAM, SAM and SOM from counted customers and prices, checks them top-down, and says which single '
  'assumption moves the result most.',
  '["market_sizing", "sensitivity_analysis"]', '{discover,market,numbers}',
  '{"temperature": 0.1, "max_tokens": 4096}',
  $prompt$You size a market. A reader must be able to repeat your arithmetic with a pencil.

Venture: {{ idea }}
Customer: {{ segment }}
Region: {{ region }}
How it earns: {{ revenue_model }}
Facts that we have, with their sources:
{% for fact in facts %}- {{ fact.statement }} ({{ fact.source }})
{% endfor %}
Method:
- Bottom-up: number of customers × purchases per year × price. Take numbers from the facts above; where one
  is missing, make an assumption, say that it is one, and give a low, a likely and a high value.
- TAM: everybody in the region who has the problem. SAM: those whom this revenue model and product can
  serve. SOM: what a team of five can win in three years; justify it by sales capacity, not by a percentage
  of the market.
- Then check top-down from what the segment spends on the present alternative. If the two differ by more
  than a factor of three, say why.
- Vary each assumption from low to high, alone, and rank the assumptions by how far they move the SOM.

Use {{ currency }}, per year. Never invent a source. Never write a number without its derivation.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "idea": {"type": "string", "description": "The venture in two or three sentences", "maxLength": 2000},
      "segment": {"type": "string", "description": "The paying customer", "maxLength": 500},
      "region": {"type": "string", "description": "Where it is sold", "maxLength": 200},
      "revenue_model": {"type": "string", "description": "Who pays what, how often", "maxLength": 500},
      "currency": {"type": "string", "description": "ISO 4217", "maxLength": 3, "pattern": "^[A-Z]{3}$"},
      "facts": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "statement": {"type": "string", "description": "With its number and year", "maxLength": 500},
            "source": {"type": "string", "description": "Where it is from", "maxLength": 500}
          },
          "required": ["statement", "source"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 50
      }
    },
    "required": ["idea", "segment", "region", "revenue_model", "currency", "facts"], "additionalProperties": false,
    "examples": [
      {
        "idea": "Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "segment": "Restaurants with fewer than 40 seats", "region": "Austria",
        "revenue_model": "39 EUR per month and restaurant", "currency": "EUR",
        "facts": [{"statement": "About 32,000 restaurants and inns in 2024", "source": "Chamber of commerce, yearbook 2025"}]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "tam": {"type": "number", "description": "Per year", "minimum": 0},
      "sam": {"type": "number", "description": "Per year", "minimum": 0},
      "som": {"type": "number", "description": "Per year, in the third year", "minimum": 0},
      "derivation": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "step": {"type": "string", "description": "What is computed", "maxLength": 300},
            "formula": {"type": "string", "description": "With the numbers in it", "maxLength": 500},
            "result": {"type": "number", "description": "Of this step"}
          },
          "required": ["step", "formula", "result"], "additionalProperties": false
        },
        "minItems": 3, "maxItems": 30
      },
      "assumptions": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "What is assumed", "maxLength": 300},
            "low": {"type": "number", "description": "Pessimistic"},
            "likely": {"type": "number", "description": "Used above"},
            "high": {"type": "number", "description": "Optimistic"},
            "som_at_low": {"type": "number", "description": "SOM with only this changed", "minimum": 0},
            "som_at_high": {"type": "number", "description": "SOM with only this changed", "minimum": 0},
            "how_to_check": {"type": "string", "description": "The cheapest way to find out", "maxLength": 500}
          },
          "required": ["name", "low", "likely", "high", "som_at_low", "som_at_high", "how_to_check"],
          "additionalProperties": false
        },
        "minItems": 0, "maxItems": 20
      },
      "top_down_check": {"type": "string", "description": "Result, and why it differs", "maxLength": 1500},
      "most_sensitive_assumption": {"type": "string", "description": "Its name", "maxLength": 300},
      "evidence_tier": {
        "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
        "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
      }
    },
    "required": ["tam", "sam", "som", "derivation", "assumptions", "top_down_check", "most_sensitive_assumption", "evidence_tier"],
    "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0104', private.official_tenant_id(), null,
  'competitor-mapper', 'Competitor Mapper', 'DISCOVER', 'llm', 'active', true,
  'Maps what customers use today, the do-nothing option included, and finds where a newcomer can win.',
  'Compares alternatives on what customers choose by, from given material only, and names the claims that still '
  'need checking.',
  '["competitor_analysis", "positioning"]', '{discover,market,competition}',
  '{"temperature": 0.2, "max_tokens": 4096}',
  $prompt$You map alternatives as a customer sees them. A competitor is whatever the customer would use if we did not
exist: another product, a spreadsheet, a person, or nothing.

Venture: {{ idea }}
Customer: {{ segment }}
Material about the alternatives:
{% for alternative in alternatives %}
### {{ alternative.name }}
{{ alternative.notes }}
{% endfor %}

Work in this order:
1. Derive four to eight criteria by which this customer chooses. Say for each how you know; criteria that
   only we care about do not count.
2. Rate every alternative on each criterion from 0 (fails) to 4 (excellent), with one sentence of reason
   from the material. Where the material is silent, rate null and list it under unknowns. Do not fill gaps
   from memory.
3. Include "doing nothing" as an alternative, even if the material does not.
4. Describe why customers stay with each alternative: habit, data, contracts, people.
5. Name openings: combinations of criteria in which every alternative rates 2 or less and which the segment
   cares about. For each opening, say what the strongest alternative could do about it within a year.

If there is no opening, say so plainly: that is a result.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "idea": {"type": "string", "description": "The venture in two or three sentences", "maxLength": 2000},
      "segment": {"type": "string", "description": "The customer who chooses", "maxLength": 500},
      "alternatives": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "As the customer calls it", "maxLength": 200},
            "notes": {"type": "string", "description": "Prices, features, reviews, with sources", "maxLength": 10000}
          },
          "required": ["name", "notes"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 20
      }
    },
    "required": ["idea", "segment", "alternatives"], "additionalProperties": false,
    "examples": [
      {
        "idea": "Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "segment": "Owners of small restaurants",
        "alternatives": [
          {
            "name": "Telephone and paper book",
            "notes": "Free. Works without training. Missed calls at peak times (interviews 1, 3, 4)."
          },
          {
            "name": "TableBird",
            "notes": "89 EUR a month plus 1 EUR per guest (price page, March). Reviews praise the floor plan, complain about fees."
          }
        ]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "criteria": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "What the customer looks at", "maxLength": 200},
            "why": {"type": "string", "description": "How we know", "maxLength": 500}
          },
          "required": ["name", "why"], "additionalProperties": false
        },
        "minItems": 4, "maxItems": 8
      },
      "ratings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "alternative": {"type": "string", "description": "Its name", "maxLength": 200},
            "criterion": {"type": "string", "description": "Its name", "maxLength": 200},
            "rating": {
              "type": ["integer", "null"], "minimum": 0, "maximum": 4,
              "description": "0 fails, 4 excellent, null unknown"
            },
            "reason": {"type": "string", "description": "From the material", "maxLength": 500}
          },
          "required": ["alternative", "criterion", "rating", "reason"], "additionalProperties": false
        },
        "minItems": 4, "maxItems": 200
      },
      "switching_costs": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "alternative": {"type": "string", "description": "Its name", "maxLength": 200},
            "holds_customers_by": {"type": "string", "description": "Why they stay", "maxLength": 500}
          },
          "required": ["alternative", "holds_customers_by"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 21
      },
      "openings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "opening": {"type": "string", "description": "What nobody does well", "maxLength": 500},
            "criteria": {
              "type": "array",
              "items": {"type": "string", "description": "Name", "maxLength": 200},
              "minItems": 1, "maxItems": 8
            },
            "likely_response": {"type": "string", "description": "What the strongest alternative would do", "maxLength": 500}
          },
          "required": ["opening", "criteria", "likely_response"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 5
      },
      "unknowns": {
        "type": "array",
        "items": {"type": "string", "description": "What to find out", "maxLength": 500},
        "minItems": 0, "maxItems": 30
      }
    },
    "required": ["criteria", "ratings", "switching_costs", "openings", "unknowns"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0105', private.official_tenant_id(), null,
  'assumption-mapper', 'Assumption Mapper', 'DISCOVER', 'llm', 'active', true,
  'Lists what must be true for the venture to work and orders the cheapest tests of the riskiest beliefs.',
  'Breaks an idea into falsifiable assumptions about desirability, viability, feasibility and usability, rates '
  'risk and evidence, and designs experiments with pass marks set beforehand.',
  '["risk_analysis", "experiment_design", "evidence_tiers"]', '{discover,risk,experiments}',
  '{"temperature": 0.3, "max_tokens": 4096}',
  $prompt$You look for the belief that would kill this venture if it were wrong.

Idea: {{ idea }}
What has been learned so far:
{% for finding in findings %}- [{{ finding.evidence_tier }}] {{ finding.statement }}
{% endfor %}
Budget for the next round: {{ budget }}

1. Write down the assumptions under the idea, each as one sentence that an experiment could show to be
   false. Cover desirability (they want it), viability (it earns), feasibility (we can build it), usability
   (they manage it) and legality. Ten to twenty of them.
2. Rate each: impact if false (1 to 5), and the evidence tier that the findings above give it. No finding
   means E0.
3. Order by impact, then by weakness of evidence. The first three are the riskiest.
4. For each of the three design the cheapest test that could refute it: what is done, with how many people,
   in how many days, at what cost within the budget, which number is measured, and the threshold that counts
   as passed. The threshold is fixed now, before the result is known.
5. Say what we do if it fails.

A survey about intentions is not a test of behaviour. Prefer a pre-order, a concierge service by hand, a
fake door, a signed letter.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "idea": {"type": "string", "description": "The venture in two or three sentences", "maxLength": 2000},
      "findings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "statement": {"type": "string", "description": "What was found", "maxLength": 500},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["statement", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 50
      },
      "budget": {"type": "string", "description": "Money and days at hand", "maxLength": 200}
    },
    "required": ["idea", "findings", "budget"], "additionalProperties": false,
    "examples": [
      {
        "idea": "Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "findings": [{"statement": "One of two owners showed 11 missed calls on a Friday.", "evidence_tier": "E1"}],
        "budget": "1,500 EUR and ten working days of two people"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "assumptions": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "statement": {"type": "string", "description": "Falsifiable", "maxLength": 500},
            "kind": {"type": "string", "enum": ["desirability", "viability", "feasibility", "usability", "legality"]},
            "impact": {"type": "integer", "description": "If it is false", "minimum": 1, "maximum": 5},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            },
            "rank": {"type": "integer", "description": "1 is the riskiest", "minimum": 1}
          },
          "required": ["statement", "kind", "impact", "evidence_tier", "rank"], "additionalProperties": false
        },
        "minItems": 5, "maxItems": 20
      },
      "experiments": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "assumption": {"type": "string", "description": "Its statement", "maxLength": 500},
            "method": {"type": "string", "description": "What is done, step by step", "maxLength": 1500},
            "participants": {"type": "integer", "description": "How many", "minimum": 1},
            "days": {"type": "integer", "description": "How long", "minimum": 1},
            "cost": {"type": "string", "description": "In money", "maxLength": 100},
            "measure": {"type": "string", "description": "The number that is read", "maxLength": 300},
            "pass_if": {"type": "string", "description": "The threshold", "maxLength": 300},
            "if_failed": {"type": "string", "description": "What we do then", "maxLength": 500}
          },
          "required": ["assumption", "method", "participants", "days", "cost", "measure", "pass_if", "if_failed"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 3
      }
    },
    "required": ["assumptions", "experiments"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0106', private.official_tenant_id(), null,
  'readiness-assessor', 'Venture Readiness Assessor', 'DISCOVER', 'llm', 'active', true,
  'Scores the Venture Readiness Check (VRC) that leads out of DISCOVER.',
  'Judges problem, customer, market, alternatives and evidence against written anchors, lets weak evidence cap '
  'the score, and says what is missing to pass 0.76.',
  '["gate_assessment", "scoring"]', '{discover,gate,vrc}',
  '{"temperature": 0.0, "max_tokens": 4096}',
  $prompt$You assess the Venture Readiness Check. 0.76 passes. Passing a venture that is not ready costs months;
failing one that is ready costs a week: when in doubt, do not round up.

Venture: {{ venture }}
Findings, with their evidence tiers:
{% for finding in findings %}- [{{ finding.evidence_tier }}] {{ finding.statement }}
{% endfor %}
Artifacts at hand:
{% for artifact in artifacts %}
### {{ artifact.type }}
{{ artifact.summary }}
{% endfor %}

Criteria and weights:
- problem (0.30): 0 nobody was asked; 0.5 some agree when asked; 1 many described recent, costly cases
  unprompted
- customer (0.20): 0 "everybody"; 0.5 a describable segment; 1 a segment that we can list by name and reach
- market (0.15): 0 no numbers; 0.5 numbers without derivation; 1 bottom-up, with sources, and large enough
  for the stated goal
- alternatives (0.15): 0 "no competition"; 0.5 a list; 1 rated on customers' criteria, with a lasting
  opening
- evidence (0.20): 0 assumptions; 0.5 mostly E1; 1 everything that matters is E2 or better

Score each criterion in steps of 0.05 and cite the findings or artifacts that you rely on. A criterion that
rests on E0 alone scores at most 0.4, on E1 alone at most 0.6. The score is the weighted sum, with four
decimals. List what would raise it, the cheapest first.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "findings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "statement": {"type": "string", "description": "What was found", "maxLength": 500},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["statement", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 100
      },
      "artifacts": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "type": {"type": "string", "description": "What it is", "maxLength": 50},
            "summary": {"type": "string", "description": "What it says", "maxLength": 4000}
          },
          "required": ["type", "summary"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 20
      }
    },
    "required": ["venture", "findings", "artifacts"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "findings": [{"statement": "9 of 12 owners showed missed calls of the last week; median 8.", "evidence_tier": "E2"}],
        "artifacts": [{"type": "Market size", "summary": "SOM 1.1 million EUR a year, bottom-up from 32,000 restaurants."}]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
      "criteria": {
        "type": "object",
        "properties": {
          "problem": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "reason"], "additionalProperties": false
          },
          "customer": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "reason"], "additionalProperties": false
          },
          "market": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "reason"], "additionalProperties": false
          },
          "alternatives": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "reason"], "additionalProperties": false
          },
          "evidence": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "reason"], "additionalProperties": false
          }
        },
        "required": ["problem", "customer", "market", "alternatives", "evidence"], "additionalProperties": false
      },
      "missing": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "gap": {"type": "string", "description": "What is missing", "maxLength": 500},
            "closes_by": {"type": "string", "description": "How to get it", "maxLength": 500},
            "raises_score_by": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1}
          },
          "required": ["gap", "closes_by", "raises_score_by"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 10
      }
    },
    "required": ["score", "criteria", "missing"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0107', private.official_tenant_id(), null,
  'persona-synthesizer', 'Persona Synthesizer', 'DEFINE', 'llm', 'active', true,
  'Turns research into a few personas that decisions can be checked against.',
  'Groups participants by what they do and want, not by age or job title, keeps every trait tied to its source, '
  'and names who is deliberately not served.',
  '["personas", "synthesis", "evidence_tiers"]', '{define,research,personas}',
  '{"temperature": 0.3, "max_tokens": 4096}',
  $prompt$You write personas from research. A persona is useful if it lets a team say no to a feature.

Venture: {{ venture }}
Findings:
{% for finding in findings %}- ({{ finding.source }}) [{{ finding.evidence_tier }}] {{ finding.statement }}
{% endfor %}
At most {{ maximum }} personas.

- Group people by situation, behaviour and goal. Two people of different age who do the same are one
  persona.
- Give each a plain first name, an occupation, a summary of three to five sentences, goals and frustrations.
  Goals are about their life and work, never about our product.
- Every goal and frustration names the sources it comes from. What has no source is left out, however
  plausible.
- The persona's evidence tier is the weakest tier among the findings that carry it.
- One persona is primary: a design that suits them and merely does not harm the others is good. Say why it
  is this one.
- List the people whom we decide not to serve now, and what we would lose.

No stock characters, no hobbies, no stereotypes about gender, origin or age.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "findings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "source": {"type": "string", "description": "Interview or study", "maxLength": 100},
            "statement": {"type": "string", "description": "What was found", "maxLength": 500},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["source", "statement", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 100
      },
      "maximum": {"type": "integer", "description": "How many personas at most", "minimum": 1, "maximum": 6}
    },
    "required": ["venture", "findings", "maximum"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "findings": [
          {
            "source": "P1", "statement": "Answers the phone with one hand while plating; 11 missed calls on Friday.",
            "evidence_tier": "E2"
          },
          {"source": "P4", "statement": "Will not look at a second screen during service.", "evidence_tier": "E1"}
        ],
        "maximum": 3
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "personas": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "First name", "maxLength": 100},
            "occupation": {"type": "string", "description": "What they do", "maxLength": 200},
            "summary": {"type": "string", "description": "Three to five sentences", "maxLength": 3000},
            "goals": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "goal": {"type": "string", "description": "In their words", "maxLength": 300},
                  "sources": {
                    "type": "array",
                    "items": {"type": "string", "description": "Source", "maxLength": 100},
                    "minItems": 1, "maxItems": 20
                  }
                },
                "required": ["goal", "sources"], "additionalProperties": false
              },
              "minItems": 1, "maxItems": 8
            },
            "frustrations": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "frustration": {"type": "string", "description": "In their words", "maxLength": 300},
                  "sources": {
                    "type": "array",
                    "items": {"type": "string", "description": "Source", "maxLength": 100},
                    "minItems": 1, "maxItems": 20
                  }
                },
                "required": ["frustration", "sources"], "additionalProperties": false
              },
              "minItems": 1, "maxItems": 8
            },
            "is_primary": {"type": "boolean", "description": "Exactly one is"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["name", "occupation", "summary", "goals", "frustrations", "is_primary", "evidence_tier"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 6
      },
      "why_primary": {"type": "string", "description": "Why this one", "maxLength": 1000},
      "not_served": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "people": {"type": "string", "description": "Who", "maxLength": 300},
            "loss": {"type": "string", "description": "What we give up", "maxLength": 300}
          },
          "required": ["people", "loss"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 5
      }
    },
    "required": ["personas", "why_primary", "not_served"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0108', private.official_tenant_id(), null,
  'value-proposition-writer', 'Value Proposition Writer', 'DEFINE', 'llm', 'active', true,
  'States in one sentence why the primary persona would change what they do today.',
  'Writes contrasting value propositions, each tied to a proven pain, and a test that decides between them by '
  'behaviour.',
  '["positioning", "copywriting", "experiment_design"]', '{define,positioning}',
  '{"temperature": 0.6, "max_tokens": 4096}',
  $prompt$You write value propositions that can be wrong.

Venture: {{ venture }}
Primary persona: {{ persona }}
Pains and goals that the research supports:
{% for pain in pains %}- [{{ pain.evidence_tier }}] {{ pain.statement }}
{% endfor %}
What they use today: {{ alternative }}

Write three propositions that differ in which pain they put first, not in wording. Each has this form: for
[who, in which situation], who [pain], [product] is a [category they already know] that [outcome they can
check], unlike [alternative], which [its weakness].

For each:
- name the pain it rests on and that pain's evidence tier;
- write the headline (at most nine words) and the first sentence of a landing page, in the persona's own
  vocabulary, without superlatives;
- list the promises it makes that we must be able to keep on the first day;
- list the strongest objection and an honest answer.

Recommend one. Describe a test with two versions that decides by what people do, with the number and the
threshold that would make you change the recommendation.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "persona": {"type": "string", "description": "Who they are, in which situation", "maxLength": 2000},
      "pains": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "statement": {"type": "string", "description": "Pain or goal", "maxLength": 500},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["statement", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 30
      },
      "alternative": {"type": "string", "description": "What they use today", "maxLength": 500}
    },
    "required": ["venture", "persona", "pains", "alternative"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "persona": "Gloria cooks and runs a restaurant of 28 seats with two helpers.",
        "pains": [{"statement": "Loses bookings while she cooks, and hears of it from regulars.", "evidence_tier": "E2"}],
        "alternative": "Telephone and paper book"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "propositions": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "statement": {"type": "string", "description": "In the given form", "maxLength": 600},
            "pain": {"type": "string", "description": "What it rests on", "maxLength": 500},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            },
            "headline": {"type": "string", "description": "At most nine words", "maxLength": 100},
            "first_sentence": {"type": "string", "description": "Of the landing page", "maxLength": 300},
            "promises": {
              "type": "array",
              "items": {"type": "string", "description": "What we must keep", "maxLength": 300},
              "minItems": 1, "maxItems": 6
            },
            "objection": {"type": "string", "description": "The strongest", "maxLength": 300},
            "answer": {"type": "string", "description": "An honest one", "maxLength": 500}
          },
          "required": ["statement", "pain", "evidence_tier", "headline", "first_sentence", "promises", "objection", "answer"],
          "additionalProperties": false
        },
        "minItems": 3, "maxItems": 3
      },
      "recommended": {"type": "integer", "description": "Which of the three, from 1", "minimum": 1, "maximum": 3},
      "why": {"type": "string", "description": "Reason", "maxLength": 1000},
      "test": {
        "type": "object",
        "properties": {
          "method": {"type": "string", "description": "What is done", "maxLength": 1000},
          "measure": {"type": "string", "description": "What is counted", "maxLength": 300},
          "changes_if": {"type": "string", "description": "The threshold", "maxLength": 300}
        },
        "required": ["method", "measure", "changes_if"], "additionalProperties": false
      }
    },
    "required": ["propositions", "recommended", "why", "test"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0109', private.official_tenant_id(), null,
  'requirement-writer', 'Requirement Writer', 'DEFINE', 'llm', 'active', true,
  'Writes requirements that can be tested, each with the evidence it stands on.',
  'Turns findings and personas into functional and quality requirements with a fit criterion, marks the critical '
  'ones, and refuses to call anything critical that is not researched.',
  '["requirements", "evidence_tiers", "quality_attributes"]', '{define,requirements,evidence}',
  '{"temperature": 0.1, "max_tokens": 6000}',
  $prompt$You write requirements. Each one will be built, tested and paid for, so each one must be true, necessary and
checkable.

Venture: {{ venture }}
Primary persona: {{ persona }}
Findings:
{% for finding in findings %}- {{ finding.id }} [{{ finding.evidence_tier }}]: {{ finding.statement }}
{% endfor %}
Constraints: {{ constraints }}

For every requirement:
- one sentence, one obligation: when [situation], the product shall [behaviour], so that [goal of the
  persona]. Say what, not how.
- a fit criterion: a measurement or an observation with a number, by which a tester decides pass or fail.
- the findings it comes from. Its evidence tier is that of its strongest finding; without one it is E0.
- critical only if the venture fails without it. A critical requirement below E2 is not allowed: then mark
  it as not critical and put it into "to_research" with the study that would settle it.

Cover, where the constraints or findings call for it: behaviour, data kept and for how long, response times
under stated load, availability, accessibility (WCAG 2.2 AA), privacy, languages, recovery from failure.
Twenty good requirements are better than sixty.

Finally list conflicts between requirements, and what was asked for but left out.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "persona": {"type": "string", "description": "Who they are, in which situation", "maxLength": 2000},
      "findings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "statement": {"type": "string", "description": "What was found", "maxLength": 500},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "statement", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 100
      },
      "constraints": {"type": "string", "description": "Law, budget, platforms, dates", "maxLength": 4000}
    },
    "required": ["venture", "persona", "findings", "constraints"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "persona": "Gloria cooks and runs a restaurant of 28 seats with two helpers.",
        "findings": [
          {
            "id": "F1", "statement": "Guests who get no answer within two minutes call elsewhere (12 of 15).",
            "evidence_tier": "E2"
          }
        ],
        "constraints": "GDPR; no app for guests; first version in ten weeks."
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "R1, R2, …", "maxLength": 20},
            "description": {"type": "string", "description": "One obligation", "maxLength": 1000},
            "kind": {
              "type": "string",
              "enum": [
                "functional", "data", "performance", "availability", "accessibility", "privacy", "security",
                "operations"
              ]
            },
            "fit_criterion": {"type": "string", "description": "How it is tested", "maxLength": 500},
            "findings": {
              "type": "array",
              "items": {"type": "string", "description": "Id", "maxLength": 20},
              "minItems": 0, "maxItems": 20
            },
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            },
            "is_critical": {"type": "boolean", "description": "Never below E2"}
          },
          "required": ["id", "description", "kind", "fit_criterion", "findings", "evidence_tier", "is_critical"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 40
      },
      "to_research": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "requirement": {"type": "string", "description": "Its id", "maxLength": 20},
            "study": {"type": "string", "description": "What would settle it", "maxLength": 500}
          },
          "required": ["requirement", "study"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 20
      },
      "conflicts": {
        "type": "array",
        "items": {"type": "string", "description": "Between which, about what", "maxLength": 500},
        "minItems": 0, "maxItems": 20
      },
      "left_out": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "wish": {"type": "string", "description": "What was asked for", "maxLength": 300},
            "why": {"type": "string", "description": "Reason", "maxLength": 300}
          },
          "required": ["wish", "why"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 20
      }
    },
    "required": ["requirements", "to_research", "conflicts", "left_out"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0110', private.official_tenant_id(), null,
  'story-writer', 'User Story Writer', 'DEFINE', 'llm', 'active', true,
  'Slices requirements into user stories that each deliver something in days, with acceptance criteria.',
  'Writes stories with priorities P1 to P3 and given-when-then criteria, keeps the trace to requirements, and '
  'orders them into a first walking skeleton.',
  '["user_stories", "prioritisation", "acceptance_criteria"]', '{define,stories}',
  '{"temperature": 0.2, "max_tokens": 8000}',
  $prompt$You write user stories for a team of four that releases every week.

Venture: {{ venture }}
Personas: {{ personas }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
- A story has a title of at most 200 characters, "As [persona] I [want something], so that [benefit]", and
  is done in at most three days. Slice by path through the product (one kind of user, one rule, one channel
  first), never by layer: "build the API" is no story.
- Priority: P1 must be there or the product is useless, P2 should be there, P3 could be. At most a third are
  P1. A story is P1 only if a critical requirement needs it.
- Acceptance criteria as given, when, then: the normal case first, then the failure that hurts most, then
  the boundary. Two to six of them, each checkable without asking anybody.
- Name the requirements it serves. A story that serves none is not written; a critical requirement that no
  story serves is an error that you report.
- The evidence tier of a story is the highest among its requirements.

Order the stories as they would be built: first the thinnest path from end to end that somebody can use,
then what makes it safe, then what makes it pleasant.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "personas": {"type": "string", "description": "Who they are", "maxLength": 4000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      }
    },
    "required": ["venture", "personas", "requirements"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "personas": "Gloria, owner and cook; Martin, guest",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "stories": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "title": {"type": "string", "description": "As … I …, so that …", "maxLength": 200},
            "persona": {"type": "string", "description": "Who", "maxLength": 100},
            "priority": {"type": "string", "enum": ["P1", "P2", "P3"]},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            },
            "requirements": {
              "type": "array",
              "items": {"type": "string", "description": "Id", "maxLength": 20},
              "minItems": 1, "maxItems": 10
            },
            "acceptance_criteria": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "given": {"type": "string", "description": "Situation", "maxLength": 300},
                  "when": {"type": "string", "description": "Event", "maxLength": 300},
                  "then": {"type": "string", "description": "Observable result", "maxLength": 300}
                },
                "required": ["given", "when", "then"], "additionalProperties": false
              },
              "minItems": 2, "maxItems": 6
            },
            "days": {"type": "number", "description": "Estimate", "minimum": 0.5, "maximum": 3}
          },
          "required": ["title", "persona", "priority", "evidence_tier", "requirements", "acceptance_criteria", "days"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "skeleton": {
        "type": "array",
        "items": {"type": "integer", "description": "Position of a story in the list, from 1", "minimum": 1},
        "minItems": 1, "maxItems": 12, "description": "The thinnest path from end to end"
      },
      "uncovered": {
        "type": "array",
        "items": {"type": "string", "description": "Id of a critical requirement without a story", "maxLength": 20},
        "minItems": 0, "maxItems": 60
      }
    },
    "required": ["stories", "skeleton", "uncovered"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0111', private.official_tenant_id(), null,
  'prd-writer', 'Product Requirements Writer', 'DEFINE', 'llm', 'active', true,
  'Assembles the product requirements document that design and development start from.',
  'Writes a short PRD with goals that can be measured, scope and what is out of it, requirements with evidence, '
  'risks and open questions with owners.',
  '["documentation", "scoping", "metrics"]', '{define,prd}',
  '{"temperature": 0.3, "max_tokens": 8000}',
  $prompt$You write a product requirements document that people read to the end: at most four pages, no adjectives
that a competitor could not deny.

Venture: {{ venture }}
Problem and evidence: {{ problem }}
Value proposition: {{ proposition }}
Personas: {{ personas }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Release planned for: {{ release }}

Sections:
1. Problem: who has it, how often, what it costs, how we know. Cite the evidence tier of each claim.
2. Goals: three at most, each with a metric, its value today (or "unknown", with how it will be measured),
   the target and the date. Add one guard metric that must not get worse.
3. Not goals: what a reader may expect and will not get, with the reason.
4. Scope of the first release: requirements by id. Every critical one is in, or the release is not a
   release.
5. How it works for the primary persona: one story from trigger to outcome, in prose.
6. Risks: what could make this fail, how we would notice, what we do.
7. Open questions, each with who answers it and by when it is needed.
8. What we will measure from the first day, as events with names.

Do not repeat requirements in other words. Where the input contradicts itself, do not choose silently: make
it an open question.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "problem": {"type": "string", "description": "With findings", "maxLength": 4000},
      "proposition": {"type": "string", "description": "One sentence", "maxLength": 1000},
      "personas": {"type": "string", "description": "Who they are", "maxLength": 4000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "release": {"type": "string", "description": "When, for whom", "maxLength": 200}
    },
    "required": ["venture", "problem", "proposition", "personas", "requirements", "release"],
    "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "problem": "9 of 12 owners showed missed calls; median 8 a week (E2).",
        "proposition": "For owners who cook themselves, it answers booking requests while they cook.",
        "personas": "Gloria, owner and cook",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "release": "March, five restaurants in Graz"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "title": {"type": "string", "description": "Of the document", "maxLength": 200},
      "problem": {"type": "string", "description": "Section 1", "maxLength": 4000},
      "goals": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "goal": {"type": "string", "description": "What gets better", "maxLength": 300},
            "metric": {"type": "string", "description": "What is measured", "maxLength": 300},
            "today": {"type": "string", "description": "Value or unknown", "maxLength": 200},
            "target": {"type": "string", "description": "Value and date", "maxLength": 200}
          },
          "required": ["goal", "metric", "today", "target"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 3
      },
      "guard_metric": {"type": "string", "description": "What must not get worse", "maxLength": 300},
      "not_goals": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "what": {"type": "string", "description": "What is not done", "maxLength": 300},
            "why": {"type": "string", "description": "Reason", "maxLength": 300}
          },
          "required": ["what", "why"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 10
      },
      "scope": {
        "type": "array",
        "items": {"type": "string", "description": "Requirement id", "maxLength": 20},
        "minItems": 1, "maxItems": 60
      },
      "walkthrough": {"type": "string", "description": "Section 5", "maxLength": 4000},
      "risks": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "risk": {"type": "string", "description": "What could happen", "maxLength": 300},
            "signal": {"type": "string", "description": "How we notice", "maxLength": 300},
            "response": {"type": "string", "description": "What we do", "maxLength": 300}
          },
          "required": ["risk", "signal", "response"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 10
      },
      "open_questions": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "question": {"type": "string", "description": "What is open", "maxLength": 300},
            "owner": {"type": "string", "description": "Who answers", "maxLength": 100},
            "needed_by": {"type": "string", "description": "When", "maxLength": 100}
          },
          "required": ["question", "owner", "needed_by"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 20
      },
      "events": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "snake_case", "maxLength": 100, "pattern": "^[a-z][a-z0-9_]*$"},
            "when": {"type": "string", "description": "It is sent", "maxLength": 300}
          },
          "required": ["name", "when"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 20
      }
    },
    "required": [
      "title", "problem", "goals", "guard_metric", "not_goals", "scope", "walkthrough", "risks", "open_questions",
      "events"
    ],
    "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0112', private.official_tenant_id(), null,
  'concept-assessor', 'Venture Concept Assessor', 'DEFINE', 'llm', 'active', true,
  'Scores the Venture Concept Definition (VCD) gate that leads out of DEFINE.',
  'Checks that personas, proposition, requirements and stories fit each other and their evidence, finds what is '
  'missing or contradictory, and says what to change to pass 0.75.',
  '["gate_assessment", "consistency_checking", "scoring"]', '{define,gate,vcd}',
  '{"temperature": 0.0, "max_tokens": 4096}',
  $prompt$You assess the Venture Concept Definition. 0.75 passes. You look for contradictions first and for quality
second.

Venture: {{ venture }}
Personas: {{ personas }}
Value proposition: {{ proposition }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Stories:
{% for story in stories %}- {{ story.priority }}: {{ story.title }} (serves {{ story.requirements }})
{% endfor %}
Criteria and weights:
- coherence (0.25): does the proposition answer the primary persona's strongest pain, and do the
  requirements deliver the proposition? Each promise without a requirement costs 0.2.
- evidence (0.25): share of critical requirements at E2 or better; any critical one below E2 caps the whole
  gate at 0.5.
- testability (0.20): share of requirements that a tester could fail without asking anybody.
- coverage (0.20): share of critical requirements that a P1 story serves, and of stories that serve a
  requirement.
- focus (0.10): at most a third of the stories are P1, and what is left out is said.

Give each criterion a score between 0 and 1 with the counts behind it: "7 of 9", never "most". The gate's
score is the weighted sum after the cap, with four decimals. Name every defect by id, most harmful first,
with the change that repairs it.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "personas": {"type": "string", "description": "Who they are", "maxLength": 4000},
      "proposition": {"type": "string", "description": "One sentence", "maxLength": 1000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "stories": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "title": {"type": "string", "description": "The story", "maxLength": 200},
            "priority": {"type": "string", "enum": ["P1", "P2", "P3"]},
            "requirements": {
              "type": "array",
              "items": {"type": "string", "description": "Id", "maxLength": 20},
              "minItems": 0, "maxItems": 10
            }
          },
          "required": ["title", "priority", "requirements"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 100
      }
    },
    "required": ["venture", "personas", "proposition", "requirements", "stories"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "personas": "Gloria, owner and cook",
        "proposition": "For owners who cook themselves, it answers booking requests while they cook.",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "stories": [
          {
            "title": "As Martin I get an answer to my message, so that I know where I eat", "priority": "P1",
            "requirements": ["R1"]
          }
        ]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
      "criteria": {
        "type": "object",
        "properties": {
          "coherence": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "evidence": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "testability": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "coverage": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "focus": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          }
        },
        "required": ["coherence", "evidence", "testability", "coverage", "focus"], "additionalProperties": false
      },
      "capped": {"type": "boolean", "description": "A critical requirement is below E2"},
      "defects": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "where": {"type": "string", "description": "Id or section", "maxLength": 100},
            "defect": {"type": "string", "description": "What is wrong", "maxLength": 500},
            "repair": {"type": "string", "description": "What to change", "maxLength": 500}
          },
          "required": ["where", "defect", "repair"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 30
      }
    },
    "required": ["score", "criteria", "capped", "defects"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0113', private.official_tenant_id(), null,
  'information-architect', 'Information Architect', 'DESIGN', 'llm', 'active', true,
  'Arranges what the product holds into screens, names and ways between them that the personas would expect.',
  'Derives objects, screens and navigation from stories, in the users'' own words, and checks that every P1 story '
  'is reachable in few steps.',
  '["information_architecture", "navigation", "naming"]', '{design,ux}',
  '{"temperature": 0.2, "max_tokens": 4096}',
  $prompt$You design the information architecture before anybody draws a screen.

Venture: {{ venture }}
Primary persona: {{ persona }}
Words that the users use: {{ vocabulary }}
Stories:
{% for story in stories %}- {{ story.priority }}: {{ story.title }}
{% endfor %}
1. Find the objects that users think in (three to ten) from the nouns of stories and vocabulary. One name
   for one thing, everywhere; note the words that it replaces.
2. For each object: what is shown in a list, what in detail, what can be done with it, and by whom.
3. Derive the screens. A screen exists because somebody arrives with a question: write that question. No
   screen without a story, no story without a screen.
4. Navigation: at most five entries at the top, ordered by how often the primary persona needs them.
   Everything else hangs below an object.
5. Walk every P1 story from the usual starting point and count the steps. More than four needs a reason or a
   shorter way.
6. Name the empty, loading, failed and forbidden state of every screen in one sentence each: what the user
   reads and can do next.

Keep to what exists: no dashboards, settings or profiles that no story asks for.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "persona": {"type": "string", "description": "Who they are, in which situation", "maxLength": 2000},
      "vocabulary": {"type": "string", "description": "Words from interviews", "maxLength": 2000},
      "stories": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "title": {"type": "string", "description": "The story", "maxLength": 200},
            "priority": {"type": "string", "enum": ["P1", "P2", "P3"]}
          },
          "required": ["title", "priority"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 100
      }
    },
    "required": ["venture", "persona", "vocabulary", "stories"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "persona": "Gloria cooks and runs a restaurant of 28 seats.",
        "vocabulary": "reservation, the book, walk-ins, the stammtisch",
        "stories": [
          {"title": "As Martin I get an answer to my message, so that I know where I eat", "priority": "P1"},
          {"title": "As Gloria I block a table by hand, so that regulars keep theirs", "priority": "P2"}
        ]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "objects": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "Singular, the users' word", "maxLength": 100},
            "replaces": {
              "type": "array",
              "items": {"type": "string", "description": "Word not used", "maxLength": 100},
              "minItems": 0, "maxItems": 10
            },
            "shown_in_list": {
              "type": "array",
              "items": {"type": "string", "description": "Field", "maxLength": 100},
              "minItems": 0, "maxItems": 10
            },
            "shown_in_detail": {
              "type": "array",
              "items": {"type": "string", "description": "Field", "maxLength": 100},
              "minItems": 0, "maxItems": 30
            },
            "actions": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "action": {"type": "string", "description": "Verb", "maxLength": 100},
                  "who": {"type": "string", "description": "Persona", "maxLength": 100}
                },
                "required": ["action", "who"], "additionalProperties": false
              },
              "minItems": 0, "maxItems": 15
            }
          },
          "required": ["name", "replaces", "shown_in_list", "shown_in_detail", "actions"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 10
      },
      "screens": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "kebab-case", "maxLength": 60, "pattern": "^[a-z0-9-]+$"},
            "title": {"type": "string", "description": "As users read it", "maxLength": 100},
            "question": {"type": "string", "description": "What they come with", "maxLength": 300},
            "stories": {
              "type": "array",
              "items": {"type": "integer", "description": "Position in the list, from 1", "minimum": 1},
              "minItems": 1, "maxItems": 100
            },
            "empty": {"type": "string", "description": "State", "maxLength": 300},
            "loading": {"type": "string", "description": "State", "maxLength": 300},
            "failed": {"type": "string", "description": "State", "maxLength": 300},
            "forbidden": {"type": "string", "description": "State", "maxLength": 300}
          },
          "required": ["id", "title", "question", "stories", "empty", "loading", "failed", "forbidden"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 40
      },
      "navigation": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "label": {"type": "string", "description": "At most two words", "maxLength": 40},
            "screen": {"type": "string", "description": "Its id", "maxLength": 60}
          },
          "required": ["label", "screen"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 5
      },
      "paths": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "story": {"type": "integer", "description": "Position, from 1", "minimum": 1},
            "steps": {
              "type": "array",
              "items": {"type": "string", "description": "Screen id", "maxLength": 60},
              "minItems": 1, "maxItems": 10
            },
            "reason": {"type": "string", "description": "If more than four steps", "maxLength": 300}
          },
          "required": ["story", "steps", "reason"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 40
      }
    },
    "required": ["objects", "screens", "navigation", "paths"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0114', private.official_tenant_id(), null,
  'wireframe-designer', 'Wireframe Designer', 'DESIGN', 'llm', 'active', true,
  'Draws wireframes as structured data that a program can render and a developer can build from.',
  'Describes one screen as a tree of regions and components with content, states and behaviour, first for a '
  'narrow viewport, with accessibility built in.',
  '["wireframes", "interaction_design", "accessibility"]', '{design,ux,wireframes}',
  '{"temperature": 0.3, "max_tokens": 8000}',
  $prompt$You draw one wireframe as JSON. It is rendered as grey boxes, so structure, words and behaviour are all that
counts.

Screen: {{ screen }}
The question users come with: {{ question }}
Stories it serves:
{% for story in stories %}- {{ story.priority }}: {{ story.title }}
{% endfor %}
Fields and actions at hand: {{ content }}
Viewport: {{ viewport }}

- Build a tree of at most 60 nodes in a flat list: every node has an id and the id of its parent; the root
  has none. Order among siblings is the order in the list.
- The primary action of the screen is one, visible without scrolling, and named by a verb and its object.
  Destructive actions are never next to it.
- Use real words and plausible data of realistic length, including one very long name. No lorem ipsum.
- Every input has a label that stays visible, a hint if the format is not obvious, and the message for each
  way of being wrong, which says how to put it right.
- Give the heading level of every heading without gaps, the reading order if it differs from the list, and
  an accessible name wherever the visible text does not say what happens. Touch targets are at least 44
  pixels.
- Describe states (empty, loading, failed, offline where it matters) as changes of nodes, not as other
  screens.
- Behaviour: trigger, what changes, what is announced to a screen reader.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "screen": {"type": "string", "description": "Name and id", "maxLength": 200},
      "question": {"type": "string", "description": "What users come with", "maxLength": 300},
      "stories": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "title": {"type": "string", "description": "The story", "maxLength": 200},
            "priority": {"type": "string", "enum": ["P1", "P2", "P3"]}
          },
          "required": ["title", "priority"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 100
      },
      "content": {"type": "string", "description": "Fields and actions", "maxLength": 4000},
      "viewport": {"type": "string", "enum": ["phone", "tablet", "desktop"]}
    },
    "required": ["screen", "question", "stories", "content", "viewport"], "additionalProperties": false,
    "examples": [
      {
        "screen": "Tonight (tonight)", "question": "Who comes when, and is there still room at eight?",
        "stories": [
          {"title": "As Martin I get an answer to my message, so that I know where I eat", "priority": "P1"},
          {"title": "As Gloria I block a table by hand, so that regulars keep theirs", "priority": "P2"}
        ],
        "content": "reservation: time, guests, name, note; actions: confirm, block a table", "viewport": "phone"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "nodes": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "Unique", "maxLength": 60},
            "parent": {"type": ["string", "null"], "maxLength": 60, "description": "Id of the parent; null for the root"},
            "kind": {
              "type": "string",
              "enum": [
                "region", "heading", "text", "image", "list", "list_item", "table", "form", "input", "choice",
                "button", "link", "status", "dialog"
              ]
            },
            "text": {"type": "string", "description": "What is read", "maxLength": 500},
            "heading_level": {"type": ["integer", "null"], "minimum": 1, "maximum": 6},
            "accessible_name": {"type": "string", "description": "If the text does not say it", "maxLength": 200},
            "is_primary_action": {"type": "boolean", "description": "One at most"},
            "errors": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "condition": {"type": "string", "description": "What is wrong", "maxLength": 200},
                  "message": {"type": "string", "description": "What is read", "maxLength": 300}
                },
                "required": ["condition", "message"], "additionalProperties": false
              },
              "minItems": 0, "maxItems": 6
            }
          },
          "required": ["id", "parent", "kind", "text", "heading_level", "accessible_name", "is_primary_action", "errors"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "states": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "state": {"type": "string", "enum": ["empty", "loading", "failed", "offline"]},
            "changes": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "node": {"type": "string", "description": "Id", "maxLength": 60},
                  "becomes": {"type": "string", "description": "What is shown", "maxLength": 300}
                },
                "required": ["node", "becomes"], "additionalProperties": false
              },
              "minItems": 1, "maxItems": 20
            }
          },
          "required": ["state", "changes"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 4
      },
      "behaviours": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "trigger": {"type": "string", "description": "Node and event", "maxLength": 200},
            "effect": {"type": "string", "description": "What changes", "maxLength": 500},
            "announced": {"type": "string", "description": "To a screen reader", "maxLength": 300}
          },
          "required": ["trigger", "effect", "announced"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 30
      }
    },
    "required": ["nodes", "states", "behaviours"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0115', private.official_tenant_id(), null,
  'system-architect', 'System Architect', 'DESIGN', 'llm', 'active', true,
  'Chooses the smallest architecture that meets the quality requirements and writes down why.',
  'Weighs real options against measurable quality attributes, draws components and flows, and records decisions '
  'with what they cost.',
  '["architecture", "decision_records", "quality_attributes"]', '{design,architecture}',
  '{"temperature": 0.2, "max_tokens": 8000}',
  $prompt$You design a system that four people can build, run and understand.

Venture: {{ venture }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Expected load in the first year: {{ load }}
Team and platforms: {{ team }}

1. Extract the quality attributes that shape the structure, each as a scenario with a number: source,
   stimulus, environment, response, measure. Where the requirements give no number, propose one and mark it
   as proposed.
2. Start from one deployable program and one database. Every further part must be forced by a scenario: name
   it. Queues, caches, services and second databases are costs.
3. Components: responsibility in one sentence, what it owns, what it offers, what it needs. No two own the
   same data.
4. Flows: for each P1 path the messages in order, with what happens when each step fails, is repeated, or
   comes late. Say where idempotency comes from.
5. Decisions: question, at least two serious options, the choice, why, what becomes harder, and what would
   make you decide otherwise.
6. Check every scenario against the design with arithmetic, not adjectives: requests per second, rows,
   milliseconds, money per month.
7. List what you did not decide and when it must be decided.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "load": {"type": "string", "description": "Users, requests, data", "maxLength": 1000},
      "team": {"type": "string", "description": "Who builds and runs it, on what", "maxLength": 1000}
    },
    "required": ["venture", "requirements", "load", "team"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "load": "200 restaurants, 40 messages each per evening, nine in ten between 17 and 21 o'clock",
        "team": "Four developers, Python and TypeScript, Supabase and Cloud Run"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "scenarios": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "attribute": {
              "type": "string",
              "enum": ["performance", "availability", "security", "modifiability", "usability", "cost", "privacy"]
            },
            "stimulus": {"type": "string", "description": "What happens", "maxLength": 300},
            "response": {"type": "string", "description": "What the system does", "maxLength": 300},
            "measure": {"type": "string", "description": "With a number", "maxLength": 200},
            "is_proposed": {"type": "boolean", "description": "The number is ours"}
          },
          "required": ["attribute", "stimulus", "response", "measure", "is_proposed"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 15
      },
      "components": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "Name", "maxLength": 100},
            "responsibility": {"type": "string", "description": "One sentence", "maxLength": 300},
            "owns": {
              "type": "array",
              "items": {"type": "string", "description": "Data", "maxLength": 100},
              "minItems": 0, "maxItems": 15
            },
            "needs": {
              "type": "array",
              "items": {"type": "string", "description": "Component", "maxLength": 100},
              "minItems": 0, "maxItems": 15
            },
            "forced_by": {"type": "string", "description": "Scenario, if not the first two", "maxLength": 300}
          },
          "required": ["name", "responsibility", "owns", "needs", "forced_by"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 15
      },
      "flows": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "Path", "maxLength": 200},
            "steps": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "from": {"type": "string", "description": "Component", "maxLength": 100},
                  "to": {"type": "string", "description": "Component", "maxLength": 100},
                  "message": {"type": "string", "description": "What is sent", "maxLength": 200},
                  "on_failure": {"type": "string", "description": "What happens then", "maxLength": 300}
                },
                "required": ["from", "to", "message", "on_failure"], "additionalProperties": false
              },
              "minItems": 1, "maxItems": 20
            }
          },
          "required": ["name", "steps"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 10
      },
      "decisions": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "question": {"type": "string", "description": "What is decided", "maxLength": 300},
            "options": {
              "type": "array",
              "items": {"type": "string", "description": "Option", "maxLength": 300},
              "minItems": 2, "maxItems": 5
            },
            "choice": {"type": "string", "description": "Which", "maxLength": 300},
            "why": {"type": "string", "description": "Reason", "maxLength": 1000},
            "cost": {"type": "string", "description": "What becomes harder", "maxLength": 500},
            "reverse_if": {"type": "string", "description": "When to think again", "maxLength": 300}
          },
          "required": ["question", "options", "choice", "why", "cost", "reverse_if"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 12
      },
      "checks": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "scenario": {"type": "string", "description": "Measure", "maxLength": 200},
            "arithmetic": {"type": "string", "description": "How it is met", "maxLength": 1000},
            "is_met": {"type": "boolean", "description": "Or not"}
          },
          "required": ["scenario", "arithmetic", "is_met"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 15
      },
      "undecided": {
        "type": "array",
        "items": {"type": "string", "description": "What, until when", "maxLength": 300},
        "minItems": 0, "maxItems": 10
      }
    },
    "required": ["scenarios", "components", "flows", "decisions", "checks", "undecided"],
    "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0116', private.official_tenant_id(), null,
  'data-modeler', 'Data Modeler', 'DESIGN', 'llm', 'active', true,
  'Designs a relational data model whose rules the database itself keeps.',
  'Derives tables, keys, constraints, indexes and retention from objects and requirements for PostgreSQL with '
  'row-level security.',
  '["data_modeling", "sql", "privacy"]', '{design,data-model}',
  '{"temperature": 0.1, "max_tokens": 8000}',
  $prompt$You design the data model for PostgreSQL with row-level security. A rule that only the application keeps is
a rule that will be broken.

Venture: {{ venture }}
Objects and their fields: {{ objects }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Queries that must be fast: {{ queries }}

- Tables in the plural, snake_case, uuid keys, timestamptz, numeric for money, text with length checks.
  Every row of a customer carries tenant_id, and references between them are composite keys with it.
- Write each business rule as a constraint with a name that reads as a sentence; use a trigger only for what
  a constraint cannot say, and then say why.
- Enum or table: an enum if the program branches on the value, a table if users may add one. State machines
  list their transitions.
- Delete behaviour for every reference, with the reason. Say what is soft-deleted and what brings it back.
- Indexes: one for every foreign key, then one for each query above, with the columns in order and the query
  it serves. Nothing else.
- Personal data: for each such column the purpose, how long it is kept, and what happens when the person
  asks for erasure.
- Who may read and write each table, by role, in one line.
- End with the migration order, and what would hurt at a hundred times the size.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "objects": {"type": "string", "description": "Objects with fields", "maxLength": 8000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "queries": {"type": "string", "description": "One a line", "maxLength": 4000}
    },
    "required": ["venture", "objects", "requirements", "queries"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "objects": "restaurant (name, seats), reservation (time, guests, name, phone, note, status)",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "queries": "tonight's reservations of a restaurant by time"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "tables": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "Plural", "maxLength": 63, "pattern": "^[a-z][a-z0-9_]*$"},
            "purpose": {"type": "string", "description": "One sentence", "maxLength": 300},
            "columns": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": {"type": "string", "description": "Column", "maxLength": 63, "pattern": "^[a-z][a-z0-9_]*$"},
                  "type": {"type": "string", "description": "PostgreSQL type", "maxLength": 60},
                  "nullable": {"type": "boolean", "description": "May be null"},
                  "default": {"type": "string", "description": "Expression", "maxLength": 100},
                  "references": {"type": "string", "description": "table.column", "maxLength": 130},
                  "on_delete": {"type": "string", "description": "cascade, set null, no action", "maxLength": 40}
                },
                "required": ["name", "type", "nullable", "default", "references", "on_delete"],
                "additionalProperties": false
              },
              "minItems": 1, "maxItems": 40
            },
            "constraints": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": {"type": "string", "description": "Reads as a sentence", "maxLength": 63},
                  "rule": {"type": "string", "description": "SQL expression", "maxLength": 500}
                },
                "required": ["name", "rule"], "additionalProperties": false
              },
              "minItems": 0, "maxItems": 20
            },
            "indexes": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "columns": {
                    "type": "array",
                    "items": {"type": "string", "description": "Column", "maxLength": 63},
                    "minItems": 1, "maxItems": 6
                  },
                  "serves": {"type": "string", "description": "Key or query", "maxLength": 200}
                },
                "required": ["columns", "serves"], "additionalProperties": false
              },
              "minItems": 0, "maxItems": 10
            },
            "readers": {"type": "string", "description": "Roles", "maxLength": 200},
            "writers": {"type": "string", "description": "Roles", "maxLength": 200}
          },
          "required": ["name", "purpose", "columns", "constraints", "indexes", "readers", "writers"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 40
      },
      "state_machines": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "column": {"type": "string", "description": "table.column", "maxLength": 130},
            "transitions": {
              "type": "array",
              "items": {"type": "string", "description": "A -> B: when", "maxLength": 200},
              "minItems": 1, "maxItems": 20
            }
          },
          "required": ["column", "transitions"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 10
      },
      "personal_data": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "column": {"type": "string", "description": "table.column", "maxLength": 130},
            "purpose": {"type": "string", "description": "Why", "maxLength": 300},
            "kept_for": {"type": "string", "description": "How long", "maxLength": 200},
            "on_erasure": {"type": "string", "description": "What happens", "maxLength": 300}
          },
          "required": ["column", "purpose", "kept_for", "on_erasure"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 30
      },
      "migration_order": {
        "type": "array",
        "items": {"type": "string", "description": "Table", "maxLength": 63},
        "minItems": 1, "maxItems": 40
      },
      "at_scale": {"type": "string", "description": "What hurts at a hundred times", "maxLength": 1500}
    },
    "required": ["tables", "state_machines", "personal_data", "migration_order", "at_scale"],
    "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0117', private.official_tenant_id(), null,
  'api-designer', 'API Contract Designer', 'DESIGN', 'llm', 'active', true,
  'Writes the API contract that frontend and backend can build against at the same time.',
  'Designs resources, operations, errors, paging and idempotency from stories and the data model, with an example '
  'of every exchange.',
  '["api_design", "openapi", "error_design"]', '{design,api}',
  '{"temperature": 0.1, "max_tokens": 8000}',
  $prompt$You write an API contract over HTTP and JSON. Two teams will build against it tomorrow without talking to
each other.

Venture: {{ venture }}
Data model: {{ data_model }}
Stories:
{% for story in stories %}- {{ story.priority }}: {{ story.title }}
{% endfor %}
Authentication: {{ authentication }}

- Resources are nouns of the data model; an operation that is no change of a resource is a POST to a verb
  below it. Method semantics as in RFC 9110.
- For every operation: who may call it, parameters with types and limits, the body as JSON Schema, the
  answer, one full example of both, and every error with status and code.
- Errors are application/problem+json (RFC 9457) with a stable code and, for validation, the path of each
  fault. Never say whether something exists that the caller may not see.
- Lists page by cursor, with a maximum size and a stated order. Filters only where a story needs them.
- Whatever is not safe to repeat takes an Idempotency-Key; say for how long it is remembered. Concurrent
  edits are caught by If-Match.
- Times are RFC 3339 in UTC, money is a decimal string with a currency, ids are opaque. Unknown fields in
  requests are refused.
- State rate limits and how they are announced, and the rule by which the contract changes without breaking
  callers.

Then trace: which operations serve each P1 story. An operation that serves none is removed.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "data_model": {"type": "string", "description": "Tables and rules", "maxLength": 16000},
      "stories": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "title": {"type": "string", "description": "The story", "maxLength": 200},
            "priority": {"type": "string", "enum": ["P1", "P2", "P3"]}
          },
          "required": ["title", "priority"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 100
      },
      "authentication": {"type": "string", "description": "Who signs in how", "maxLength": 500}
    },
    "required": ["venture", "data_model", "stories", "authentication"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "data_model": "restaurants(id, name), reservations(id, restaurant_id, starts_at, guests, status)",
        "stories": [
          {"title": "As Martin I get an answer to my message, so that I know where I eat", "priority": "P1"},
          {"title": "As Gloria I block a table by hand, so that regulars keep theirs", "priority": "P2"}
        ],
        "authentication": "Supabase Auth, bearer JWT"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "operations": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "camelCase", "maxLength": 80},
            "method": {"type": "string", "enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
            "path": {"type": "string", "description": "With {parameters}", "maxLength": 200, "pattern": "^/"},
            "callers": {"type": "string", "description": "Roles", "maxLength": 200},
            "parameters": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": {"type": "string", "description": "Name", "maxLength": 80},
                  "place": {"type": "string", "enum": ["path", "query", "header"]},
                  "type": {"type": "string", "description": "With limits", "maxLength": 200},
                  "required": {"type": "boolean", "description": "Must be given"}
                },
                "required": ["name", "place", "type", "required"], "additionalProperties": false
              },
              "minItems": 0, "maxItems": 15
            },
            "request_schema": {
              "type": ["object", "null"], "description": "JSON Schema; null without a body",
              "additionalProperties": true
            },
            "response_schema": {
              "type": ["object", "null"], "description": "JSON Schema; null without a body",
              "additionalProperties": true
            },
            "example_request": {"type": "string", "description": "Raw HTTP", "maxLength": 4000},
            "example_response": {"type": "string", "description": "Raw HTTP", "maxLength": 4000},
            "errors": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "status": {"type": "integer", "description": "HTTP", "minimum": 400, "maximum": 599},
                  "code": {"type": "string", "description": "Stable", "maxLength": 80},
                  "when": {"type": "string", "description": "Cause", "maxLength": 300}
                },
                "required": ["status", "code", "when"], "additionalProperties": false
              },
              "minItems": 0, "maxItems": 15
            },
            "is_idempotent": {"type": "boolean", "description": "May be repeated as it is"}
          },
          "required": [
            "id", "method", "path", "callers", "parameters", "request_schema", "response_schema", "example_request",
            "example_response", "errors", "is_idempotent"
          ],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 40
      },
      "conventions": {
        "type": "object",
        "properties": {
          "paging": {"type": "string", "description": "How", "maxLength": 500},
          "concurrency": {"type": "string", "description": "How", "maxLength": 500},
          "idempotency": {"type": "string", "description": "How", "maxLength": 500},
          "rate_limits": {"type": "string", "description": "How", "maxLength": 500},
          "change": {"type": "string", "description": "How", "maxLength": 500}
        },
        "required": ["paging", "concurrency", "idempotency", "rate_limits", "change"], "additionalProperties": false
      },
      "traces": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "story": {"type": "integer", "description": "Position, from 1", "minimum": 1},
            "operations": {
              "type": "array",
              "items": {"type": "string", "description": "Id", "maxLength": 80},
              "minItems": 1, "maxItems": 15
            }
          },
          "required": ["story", "operations"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 100
      }
    },
    "required": ["operations", "conventions", "traces"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0118', private.official_tenant_id(), null,
  'threat-modeler', 'Threat Modeler', 'DESIGN', 'llm', 'active', true,
  'Finds out how the design could be abused before somebody else does, and which defence comes first.',
  'Goes through assets, actors, trust boundaries and STRIDE per flow, rates by likelihood and harm, and ties '
  'every mitigation to a test.',
  '["threat_modeling", "security", "privacy"]', '{design,security}',
  '{"temperature": 0.3, "max_tokens": 8000}',
  $prompt$You are the attacker with an account, time and a grudge; then you are the engineer who must sleep.

Venture: {{ venture }}
Architecture and flows: {{ architecture }}
Data kept: {{ data }}
Roles: {{ roles }}

1. Assets: what is worth stealing, changing or stopping, and to whom. People harmed by a leak come before
   money.
2. Trust boundaries: every place where data comes from somebody less trusted, including answers of models,
   webhooks, uploads, browser storage, and other tenants.
3. For each flow across a boundary go through spoofing, tampering, repudiation, disclosure, denial of
   service and elevation. Write only threats that you can tell as a story: who, with what access, does what,
   and gets what. No checklists.
4. Consider in particular: a member of one tenant reaching another's rows; ids that can be guessed; a
   removed member whose token still works; prompt injection through stored text; addresses given by users
   that point inside; spending somebody else's money; insiders.
5. Rate likelihood and harm 1 to 5 with a reason. Risk is the product.
6. Mitigation: prevent, else detect, else limit. Name the component, and the test that fails when the
   mitigation is missing. What is accepted is accepted by name, with the reason.
7. Order the work: everything with risk 12 or more comes before the first user.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "architecture": {"type": "string", "description": "Components and flows", "maxLength": 16000},
      "data": {"type": "string", "description": "Kinds of data, personal ones marked", "maxLength": 4000},
      "roles": {"type": "string", "description": "Who may do what", "maxLength": 2000}
    },
    "required": ["venture", "architecture", "data", "roles"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "architecture": "Browser -> PostgREST -> Postgres (RLS); messaging provider -> webhook -> function -> Postgres",
        "data": "Guests' names and phone numbers (personal), reservations",
        "roles": "owner, helper, guest (no account)"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "assets": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "asset": {"type": "string", "description": "What", "maxLength": 200},
            "whose": {"type": "string", "description": "Who is harmed", "maxLength": 200},
            "harm": {"type": "string", "description": "How", "maxLength": 300}
          },
          "required": ["asset", "whose", "harm"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 15
      },
      "boundaries": {
        "type": "array",
        "items": {"type": "string", "description": "Between what and what", "maxLength": 300},
        "minItems": 1, "maxItems": 15
      },
      "threats": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "T1, T2, …", "maxLength": 10},
            "story": {"type": "string", "description": "Who, with what, does what, gets what", "maxLength": 800},
            "kind": {
              "type": "string",
              "enum": ["spoofing", "tampering", "repudiation", "disclosure", "denial_of_service", "elevation"]
            },
            "likelihood": {"type": "integer", "description": "1 to 5", "minimum": 1, "maximum": 5},
            "harm": {"type": "integer", "description": "1 to 5", "minimum": 1, "maximum": 5},
            "risk": {"type": "integer", "description": "Product", "minimum": 1, "maximum": 25},
            "mitigation": {"type": "string", "description": "What is done, where", "maxLength": 600},
            "kind_of_mitigation": {"type": "string", "enum": ["prevent", "detect", "limit", "accept"]},
            "test": {"type": "string", "description": "Fails when it is missing", "maxLength": 500}
          },
          "required": ["id", "story", "kind", "likelihood", "harm", "risk", "mitigation", "kind_of_mitigation", "test"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 40
      },
      "before_first_user": {
        "type": "array",
        "items": {"type": "string", "description": "Threat id", "maxLength": 10},
        "minItems": 0, "maxItems": 40
      }
    },
    "required": ["assets", "boundaries", "threats", "before_first_user"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0119', private.official_tenant_id(), null,
  'design-assessor', 'Design Specification Assessor', 'DESIGN', 'llm', 'active', true,
  'Scores the Design Specification Passing (DSP) gate that leads out of DESIGN.',
  'Traces every critical requirement through screens, data, API and threats, counts the gaps, and says what keeps '
  'the design from passing 0.80.',
  '["gate_assessment", "traceability", "scoring"]', '{design,gate,dsp}',
  '{"temperature": 0.0, "max_tokens": 6000}',
  $prompt$You assess the Design Specification. 0.80 passes: a developer who never met the team can build the product
from it.

Venture: {{ venture }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Artifacts:
{% for artifact in artifacts %}
### {{ artifact.type }}
{{ artifact.content }}
{% endfor %}

Trace first: for each requirement name the screen, table, operation and check that realise it, or "none".
Quote the place; a general statement in an artifact realises nothing.

Criteria and weights:
- traceability (0.30): share of requirements with a complete trace; a critical one without a trace caps the
  gate at 0.6
- consistency (0.25): 1 minus 0.1 for each contradiction between artifacts: other names for one thing,
  fields that one has and another lacks, transitions that differ
- failure (0.15): share of flows in which failing, repeating and coming late are specified
- security (0.15): share of threats with risk 12 or more that have a mitigation in the design and a test
- accessibility (0.15): share of screens with states, labels, order and messages

Every share comes with its counts. The gate's score is the weighted sum after the cap, with four decimals.
List gaps by harm, with the smallest change that closes each.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "artifacts": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "type": {
              "type": "string",
              "enum": [
                "PRD", "PERSONA", "WIREFRAME", "ARCHITECTURE", "DATA_MODEL", "API_CONTRACT", "TEST_SUITE", "CODE",
                "DEPLOYMENT_CONFIG"
              ]
            },
            "content": {"type": "string", "description": "Or its relevant part", "maxLength": 40000}
          },
          "required": ["type", "content"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 20
      }
    },
    "required": ["venture", "requirements", "artifacts"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "artifacts": [{"type": "DATA_MODEL", "content": "reservations(id, restaurant_id, starts_at, guests, status)"}]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
      "criteria": {
        "type": "object",
        "properties": {
          "traceability": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "consistency": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "failure": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "security": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "accessibility": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          }
        },
        "required": ["traceability", "consistency", "failure", "security", "accessibility"],
        "additionalProperties": false
      },
      "capped": {"type": "boolean", "description": "A critical requirement has no trace"},
      "traces": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "requirement": {"type": "string", "description": "Id", "maxLength": 20},
            "screen": {"type": "string", "description": "Or none", "maxLength": 200},
            "table": {"type": "string", "description": "Or none", "maxLength": 200},
            "operation": {"type": "string", "description": "Or none", "maxLength": 200},
            "check": {"type": "string", "description": "Or none", "maxLength": 200}
          },
          "required": ["requirement", "screen", "table", "operation", "check"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 60
      },
      "gaps": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "where": {"type": "string", "description": "Artifact and place", "maxLength": 200},
            "gap": {"type": "string", "description": "What is missing or contradictory", "maxLength": 500},
            "change": {"type": "string", "description": "The smallest repair", "maxLength": 500}
          },
          "required": ["where", "gap", "change"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 40
      }
    },
    "required": ["score", "criteria", "capped", "traces", "gaps"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0120', private.official_tenant_id(), null,
  'code-scaffolder', 'Code Scaffolder', 'DEVELOP', 'llm', 'active', true,
  'Lays out a repository that runs, tests itself and deploys before the first feature is written.',
  'Produces the smallest set of files for a walking skeleton along the given architecture, with one story working '
  'from end to end.',
  '["code_generation", "project_setup", "walking_skeleton"]', '{develop,code}',
  '{"temperature": 0.1, "max_tokens": 16000}',
  $prompt$You lay out the repository. After one command it runs, after another it tests itself.

Venture: {{ venture }}
Architecture: {{ architecture }}
API contract: {{ api_contract }}
Languages and tools: {{ stack }}
The story that works from end to end first: {{ first_story }}

- Only files that this story needs, plus what makes the work safe: locked dependencies, formatter, linter,
  types, one test at each level, continuous integration, a README with the commands.
- Folders by domain, not by technical layer. Names from the contract and the data model, unchanged.
- Configuration comes from the environment, is read in one place, and the program refuses to start when
  something is missing, saying what.
- No secrets, no placeholder that pretends to work, no commented-out code, no TODO. What is not built raises
  an error that says so.
- Errors reach the caller as the contract says; logs are structured and hold no personal data.
- Every file is complete. Contents are at most 300 lines each; split by responsibility, not by length.
- Versions: name only packages that you are sure exist; pin them; where you do not know the current version,
  leave the version empty and list the package under "check_versions".

Then list the commands in order, each with what the reader should see.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "architecture": {"type": "string", "description": "Components and decisions", "maxLength": 16000},
      "api_contract": {"type": "string", "description": "Operations", "maxLength": 16000},
      "stack": {"type": "string", "description": "What the team uses", "maxLength": 1000},
      "first_story": {"type": "string", "description": "The story", "maxLength": 200}
    },
    "required": ["venture", "architecture", "api_contract", "stack", "first_story"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "architecture": "One Python service on Cloud Run, Postgres with RLS",
        "api_contract": "POST /messages, GET /reservations?date=", "stack": "Python 3.11, Starlette, pytest, ruff",
        "first_story": "As Martin I get an answer to my message, so that I know where I eat"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "files": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "path": {"type": "string", "description": "Relative", "maxLength": 300, "pattern": "^[^/\\\\][^\\\\]*$"},
            "purpose": {"type": "string", "description": "One sentence", "maxLength": 200},
            "content": {"type": "string", "description": "Complete", "maxLength": 30000}
          },
          "required": ["path", "purpose", "content"], "additionalProperties": false
        },
        "minItems": 3, "maxItems": 60
      },
      "commands": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "command": {"type": "string", "description": "As typed", "maxLength": 300},
            "shows": {"type": "string", "description": "What is seen", "maxLength": 500}
          },
          "required": ["command", "shows"], "additionalProperties": false
        },
        "minItems": 2, "maxItems": 12
      },
      "check_versions": {
        "type": "array",
        "items": {"type": "string", "description": "Package", "maxLength": 100},
        "minItems": 0, "maxItems": 40
      }
    },
    "required": ["files", "commands", "check_versions"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0121', private.official_tenant_id(), null,
  'test-planner', 'Test Planner', 'DEVELOP', 'llm', 'active', true,
  'Plans tests by risk, at the lowest level that can show the fault.',
  'Derives cases from requirements, acceptance criteria and threats, chooses level, data and oracle for each, and '
  'says what is deliberately not tested.',
  '["test_planning", "risk_based_testing", "test_design"]', '{develop,tests}',
  '{"temperature": 0.2, "max_tokens": 8000}',
  $prompt$You plan tests. A test that cannot fail is a cost; a fault that reaches users is a larger one.

Venture: {{ venture }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Acceptance criteria: {{ acceptance_criteria }}
Threats: {{ threats }}
Tools: {{ tools }}

For each critical requirement, acceptance criterion and threat:
- choose the lowest level that can show the fault: unit, property, integration against the real database,
  contract, end to end, load, security. Say why not a level lower.
- name the behaviour ("refuses a booking for a closed day"), not the function.
- inputs by partition and boundary, with the invalid ones; for state machines every transition and every
  forbidden one; for concurrency the two orders that matter.
- the oracle: how the test knows what is right without computing it in the same way as the code.
- the fault that it would find. If you cannot name one, drop the test.

Ratio: most cases at unit and integration level; at most one end-to-end path for each P1 story. Fixed
clocks, seeds and data; no sleeps, no order between tests, no network that is not the system under test.

Then: the data sets, the order in which to write the tests (risk first), the measures that end testing, and
what is not tested and why that is acceptable.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "acceptance_criteria": {"type": "string", "description": "Given, when, then", "maxLength": 16000},
      "threats": {"type": "string", "description": "Stories with ids", "maxLength": 16000},
      "tools": {"type": "string", "description": "Frameworks", "maxLength": 500}
    },
    "required": ["venture", "requirements", "acceptance_criteria", "threats", "tools"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "acceptance_criteria": "Given a free table, when a guest writes, then the answer comes within 60 s.",
        "threats": "T1: a helper of one restaurant reads another's reservations.",
        "tools": "pytest, pgTAP, Playwright"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "cases": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "C1, C2, …", "maxLength": 10},
            "behaviour": {"type": "string", "description": "Named", "maxLength": 200},
            "covers": {
              "type": "array",
              "items": {"type": "string", "description": "Requirement, criterion or threat", "maxLength": 100},
              "minItems": 1, "maxItems": 10
            },
            "level": {
              "type": "string",
              "enum": ["unit", "property", "integration", "contract", "end_to_end", "load", "security"]
            },
            "why_this_level": {"type": "string", "description": "Reason", "maxLength": 300},
            "inputs": {
              "type": "array",
              "items": {"type": "string", "description": "Partition or boundary", "maxLength": 300},
              "minItems": 1, "maxItems": 15
            },
            "oracle": {"type": "string", "description": "How right is known", "maxLength": 300},
            "finds": {"type": "string", "description": "The fault", "maxLength": 300},
            "priority": {"type": "string", "enum": ["P1", "P2", "P3"]}
          },
          "required": ["id", "behaviour", "covers", "level", "why_this_level", "inputs", "oracle", "finds", "priority"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 120
      },
      "data_sets": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "Name", "maxLength": 100},
            "holds": {"type": "string", "description": "What", "maxLength": 500}
          },
          "required": ["name", "holds"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 15
      },
      "exit_criteria": {
        "type": "array",
        "items": {"type": "string", "description": "Measurable", "maxLength": 300},
        "minItems": 1, "maxItems": 10
      },
      "not_tested": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "what": {"type": "string", "description": "What", "maxLength": 300},
            "why": {"type": "string", "description": "Why that is acceptable", "maxLength": 300}
          },
          "required": ["what", "why"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 20
      }
    },
    "required": ["cases", "data_sets", "exit_criteria", "not_tested"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0122', private.official_tenant_id(), null,
  'code-reviewer', 'Code Reviewer', 'DEVELOP', 'llm', 'active', true,
  'Reviews a change against its story and contract and reports what would hurt in production.',
  'Looks for wrong behaviour, missing cases, security holes, races and needless complexity, each with place, '
  'proof and repair; leaves style to tools.',
  '["code_review", "security_review"]', '{develop,code,review}',
  '{"temperature": 0.1, "max_tokens": 6000}',
  $prompt$You review one change. Assume that it was written by somebody competent and in a hurry.

Story and acceptance criteria: {{ story }}
Contract that it must keep: {{ contract }}
Rules of the code base: {{ rules }}
The change, as a unified diff:
{{ diff }}

Read it three times: does it do what the story says; what happens with input that its author did not think
of (empty, huge, twice, at once, late, hostile, another tenant's); can it be simpler.

Report a finding only if you can say
- where: file and line of the new version;
- the proof: concrete input or order of events, and what goes wrong, traced through the code that you see;
- how bad: blocker (data loss, breach, wrong money, contract broken), major (wrong for some users), minor
  (costs the next reader);
- the repair, as small as possible, as code where that is shorter than words.

Do not report formatting, naming taste, or things that the diff does not touch. Do not praise. If something
cannot be judged from the diff, put it under questions instead of guessing. Check that every acceptance
criterion has a test that would fail without this change, and list those that do not.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "story": {"type": "string", "description": "With acceptance criteria", "maxLength": 4000},
      "contract": {"type": "string", "description": "Relevant part", "maxLength": 16000},
      "rules": {"type": "string", "description": "What reviewers insist on", "maxLength": 4000},
      "diff": {"type": "string", "description": "Unified", "maxLength": 60000}
    },
    "required": ["story", "contract", "rules", "diff"], "additionalProperties": false,
    "examples": [
      {
        "story": "As Gloria I block a table by hand. Given a free table, when I block it, then no message can book it.",
        "contract": "POST /tables/{id}/block -> 204, 409 when taken", "rules": "Transactions around check and write.",
        "diff": "--- a/tables.py\n+++ b/tables.py\n@@ -1,2 +1,4 @@\n+def block(table):\n+    if free(table):\n+        mark(table)\n"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "verdict": {"type": "string", "enum": ["approve", "change", "reject"]},
      "findings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "file": {"type": "string", "description": "Path", "maxLength": 300},
            "line": {"type": "integer", "description": "In the new version", "minimum": 0},
            "severity": {"type": "string", "enum": ["blocker", "major", "minor"]},
            "problem": {"type": "string", "description": "What is wrong", "maxLength": 500},
            "proof": {"type": "string", "description": "Input or order of events", "maxLength": 1000},
            "repair": {"type": "string", "description": "Smallest change", "maxLength": 2000}
          },
          "required": ["file", "line", "severity", "problem", "proof", "repair"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 40
      },
      "untested_criteria": {
        "type": "array",
        "items": {"type": "string", "description": "Criterion", "maxLength": 300},
        "minItems": 0, "maxItems": 20
      },
      "questions": {
        "type": "array",
        "items": {"type": "string", "description": "What the diff does not show", "maxLength": 300},
        "minItems": 0, "maxItems": 15
      }
    },
    "required": ["verdict", "findings", "untested_criteria", "questions"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0123', private.official_tenant_id(), null,
  'product-assessor', 'Minimum Product Assessor', 'DEVELOP', 'llm', 'active', true,
  'Scores the Minimum Deliverable Product (MDP) gate that leads out of DEVELOP.',
  'Judges from test results, open defects and measurements whether the smallest useful product is safe to put '
  'before users; 0.85 passes.',
  '["gate_assessment", "release_readiness", "scoring"]', '{develop,gate,mdp}',
  '{"temperature": 0.0, "max_tokens": 4096}',
  $prompt$You assess the Minimum Deliverable Product. 0.85 passes, and then real people depend on it.

Venture: {{ venture }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Test results, by requirement or story: {{ test_results }}
Open defects: {{ defects }}
Measurements (load, latency, accessibility, coverage): {{ measurements }}
Readiness to operate (backups restored, alerts, runbooks, roll back tried): {{ operations }}

Only what was run counts. "Should work", "will be tested" and skipped tests are zero. Results without a date
or version are doubtful: say so and count half.

Criteria and weights:
- function (0.35): share of critical requirements whose tests passed on this version; one failing critical
  requirement caps the gate at 0.7
- defects (0.20): 1, minus 0.5 for each open blocker, minus 0.1 for each major
- quality (0.20): share of quality requirements whose measured value meets its number
- safety (0.15): share of threats with risk 12 or more whose test passed
- operation (0.10): share of the readiness points that were tried, not written

Every share comes with its counts. The gate's score is the weighted sum after the cap, with four decimals.
List what stands between this version and the gate, as work of at most two days each.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "test_results": {"type": "string", "description": "As run", "maxLength": 30000},
      "defects": {"type": "string", "description": "With severity", "maxLength": 16000},
      "measurements": {"type": "string", "description": "With version and date", "maxLength": 8000},
      "operations": {"type": "string", "description": "What was tried", "maxLength": 8000}
    },
    "required": ["venture", "requirements", "test_results", "defects", "measurements", "operations"],
    "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "test_results": "R1: 14 passed on 0.9.2, 2 March",
        "defects": "major: the answer is repeated when the webhook is delivered twice",
        "measurements": "p95 of an answer 21 s at 40 messages a minute, 0.9.2",
        "operations": "Backup restored on 1 March"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
      "criteria": {
        "type": "object",
        "properties": {
          "function": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "defects": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "quality": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "safety": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          },
          "operation": {
            "type": "object",
            "properties": {
              "score": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "weight": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1},
              "count": {"type": "string", "description": "7 of 9", "maxLength": 100},
              "reason": {"type": "string", "description": "What it rests on", "maxLength": 1000}
            },
            "required": ["score", "weight", "count", "reason"], "additionalProperties": false
          }
        },
        "required": ["function", "defects", "quality", "safety", "operation"], "additionalProperties": false
      },
      "capped": {"type": "boolean", "description": "A critical requirement fails"},
      "work": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "task": {"type": "string", "description": "At most two days", "maxLength": 300},
            "closes": {"type": "string", "description": "Requirement, defect or threat", "maxLength": 200},
            "raises_score_by": {"type": "number", "description": "From 0 to 1", "minimum": 0, "maximum": 1}
          },
          "required": ["task", "closes", "raises_score_by"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 30
      },
      "doubtful": {
        "type": "array",
        "items": {"type": "string", "description": "Result without date or version", "maxLength": 300},
        "minItems": 0, "maxItems": 20
      }
    },
    "required": ["score", "criteria", "capped", "work", "doubtful"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0124', private.official_tenant_id(), null,
  'deployment-configurator', 'Deployment Configurator', 'DEPLOY', 'llm', 'active', true,
  'Writes the deployment configuration and the way back before the way forward.',
  'Derives environments, resources, secrets by name, health checks, staged rollout and roll back from the '
  'architecture and measured load.',
  '["deployment", "infrastructure", "rollout_planning"]', '{deploy,configuration}',
  '{"temperature": 0.1, "max_tokens": 8000}',
  $prompt$You configure a deployment for a team that is asleep when it fails.

Venture: {{ venture }}
Architecture: {{ architecture }}
Platform: {{ platform }}
Measured load and resources: {{ measurements }}
Availability that was promised: {{ availability }}

- Environments: the fewest that let a change be tried before users see it. What differs between them is
  configuration only; list every variable with purpose, example, and whether it is a secret. Secrets are
  named, never written, and come from the platform's store.
- Resources from the measurements with the arithmetic: instances, memory, CPU, connections to the database
  (sum over instances must stay below its limit), timeouts that grow towards the outside.
- Health: a liveness check that needs nothing but the process, a readiness check that asks what it needs,
  and what each does when it fails.
- Database changes go first, are compatible with the running version, and never lock a large table. Say
  which step cannot be undone.
- Rollout in stages with a share of traffic, how long, the signal that stops it and the number at which it
  does. Roll back is one command, tried before the first release; write it.
- Backups: what, how often, how long kept, and when a restore was last tried. If never, that is the first
  task.
- Files complete and valid for the platform.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "architecture": {"type": "string", "description": "Components", "maxLength": 16000},
      "platform": {"type": "string", "description": "Where it runs", "maxLength": 500},
      "measurements": {"type": "string", "description": "Requests, memory, latency", "maxLength": 4000},
      "availability": {"type": "string", "description": "As promised", "maxLength": 300}
    },
    "required": ["venture", "architecture", "platform", "measurements", "availability"],
    "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "architecture": "One Python service, Postgres", "platform": "Cloud Run and hosted Supabase",
        "measurements": "40 messages a minute at peak, 180 MB, p95 0.4 s without the model",
        "availability": "99.5 % between 11 and 23 o'clock"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "environments": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "Name", "maxLength": 50},
            "purpose": {"type": "string", "description": "Why it exists", "maxLength": 300}
          },
          "required": ["name", "purpose"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 4
      },
      "variables": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "UPPER_CASE", "maxLength": 100, "pattern": "^[A-Z][A-Z0-9_]*$"},
            "purpose": {"type": "string", "description": "What it does", "maxLength": 300},
            "example": {"type": "string", "description": "Never a real secret", "maxLength": 200},
            "is_secret": {"type": "boolean", "description": "From the store"}
          },
          "required": ["name", "purpose", "example", "is_secret"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 60
      },
      "resources": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "instances": {"type": "string", "description": "Least and most", "maxLength": 60},
            "memory_mb": {"type": "integer", "description": "Each", "minimum": 1},
            "cpu": {"type": "number", "description": "Each", "minimum": 0},
            "arithmetic": {"type": "string", "description": "Why", "maxLength": 500}
          },
          "required": ["component", "instances", "memory_mb", "cpu", "arithmetic"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 15
      },
      "files": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "path": {"type": "string", "description": "Relative", "maxLength": 300},
            "content": {"type": "string", "description": "Complete", "maxLength": 20000}
          },
          "required": ["path", "content"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 20
      },
      "health": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "liveness": {"type": "string", "description": "What is asked", "maxLength": 300},
            "readiness": {"type": "string", "description": "What is asked", "maxLength": 300}
          },
          "required": ["component", "liveness", "readiness"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 15
      },
      "rollout": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "share": {"type": "number", "description": "Of traffic", "minimum": 0, "maximum": 1},
            "minutes": {"type": "integer", "description": "How long", "minimum": 1},
            "stop_if": {"type": "string", "description": "Signal and number", "maxLength": 300}
          },
          "required": ["share", "minutes", "stop_if"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 8
      },
      "roll_back": {"type": "string", "description": "One command, and what it does not undo", "maxLength": 1000},
      "backups": {
        "type": "object",
        "properties": {
          "what": {"type": "string", "description": "What", "maxLength": 300},
          "every": {"type": "string", "description": "How often", "maxLength": 100},
          "kept": {"type": "string", "description": "How long", "maxLength": 100},
          "last_restored": {"type": "string", "description": "When, or never", "maxLength": 100}
        },
        "required": ["what", "every", "kept", "last_restored"], "additionalProperties": false
      }
    },
    "required": ["environments", "variables", "resources", "files", "health", "rollout", "roll_back", "backups"],
    "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0125', private.official_tenant_id(), null,
  'telemetry-designer', 'Telemetry Designer', 'DEPLOY', 'llm', 'active', true,
  'Decides what production must report, so that every promise of the specification can be checked.',
  'Turns requirements and goals into metrics, events, thresholds and alerts, with cost, privacy and the action '
  'that each alert calls for.',
  '["observability", "metrics", "alerting"]', '{deploy,telemetry}',
  '{"temperature": 0.1, "max_tokens": 6000}',
  $prompt$You design telemetry. Every number has a reader and a decision; everything else is noise that costs money.

Venture: {{ venture }}
Goals with their metrics: {{ goals }}
Requirements:
{% for requirement in requirements %}- {{ requirement.id }}{% if requirement.is_critical %} (critical){% endif %} [{{ requirement.evidence_tier }}]: {{ requirement.description }}
{% endfor %}
Components: {{ components }}

- For each critical requirement and each goal: the metric that shows whether it holds, where it is measured
  (as near to the user as possible), unit, aggregation, the value that the specification expects, and the
  value at which it counts as diverging. Rates need numerator and denominator.
- For each component the four signals that matter to its users: traffic, errors, latency (p50, p95, p99),
  saturation. Leave out what nobody would act on.
- Names: component and metric, each at most 100 characters, snake_case, unit at the end.
- Events for product questions: name, properties with types, when exactly they are sent, once. No personal
  data: ids, never names, addresses or free text.
- Alerts: condition over a window, severity (LOW, MEDIUM, HIGH, CRITICAL), whom it reaches, what they do
  first, and how often it may fire falsely. A person is woken only for harm to users that cannot wait for
  the morning.
- Volume: rows per day, how long kept, what is sampled.
- What cannot be measured, and how we would learn of it anyway.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "goals": {"type": "string", "description": "With metrics", "maxLength": 4000},
      "requirements": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "description": "As it is referred to", "maxLength": 20},
            "description": {"type": "string", "description": "What the product must do", "maxLength": 2000},
            "is_critical": {"type": "boolean", "description": "The product fails without it"},
            "evidence_tier": {
              "type": "string", "enum": ["E0", "E1", "E2", "E3", "E4"],
              "description": "E0 assumption, E1 anecdotal, E2 researched, E3 field-tested, E4 production-proven"
            }
          },
          "required": ["id", "description", "is_critical", "evidence_tier"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "components": {
        "type": "array",
        "items": {"type": "string", "description": "Name", "maxLength": 100},
        "minItems": 1, "maxItems": 30
      }
    },
    "required": ["venture", "goals", "requirements", "components"], "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "goals": "Bookings lost per restaurant and week: from 8 to 2",
        "requirements": [
          {
            "id": "R1", "description": "A guest gets an answer to a booking message within 60 seconds.",
            "is_critical": true, "evidence_tier": "E2"
          },
          {
            "id": "R2", "description": "The owner can block a table by hand.", "is_critical": false,
            "evidence_tier": "E1"
          }
        ],
        "components": ["webhook", "answering", "database"]
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "metrics": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "metric": {
              "type": "string", "description": "snake_case with unit", "maxLength": 100,
              "pattern": "^[a-z][a-z0-9_]*$"
            },
            "shows": {"type": "string", "description": "Requirement id or goal", "maxLength": 200},
            "measured": {"type": "string", "description": "Where and how", "maxLength": 300},
            "aggregation": {"type": "string", "enum": ["count", "rate", "p50", "p95", "p99", "max", "mean", "last"]},
            "expected": {"type": "string", "description": "By the specification", "maxLength": 200},
            "diverges_at": {"type": "string", "description": "Value", "maxLength": 200}
          },
          "required": ["component", "metric", "shows", "measured", "aggregation", "expected", "diverges_at"],
          "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "events": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "snake_case", "maxLength": 100, "pattern": "^[a-z][a-z0-9_]*$"},
            "sent_when": {"type": "string", "description": "Exactly", "maxLength": 300},
            "properties": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": {"type": "string", "description": "Name", "maxLength": 100},
                  "type": {"type": "string", "description": "Type", "maxLength": 50}
                },
                "required": ["name", "type"], "additionalProperties": false
              },
              "minItems": 0, "maxItems": 15
            }
          },
          "required": ["name", "sent_when", "properties"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 40
      },
      "alerts": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "name": {"type": "string", "description": "Name", "maxLength": 200},
            "condition": {"type": "string", "description": "Over which window", "maxLength": 300},
            "severity": {"type": "string", "enum": ["LOW", "MEDIUM", "HIGH", "CRITICAL"]},
            "reaches": {"type": "string", "description": "Whom", "maxLength": 200},
            "first_action": {"type": "string", "description": "What they do", "maxLength": 500}
          },
          "required": ["name", "condition", "severity", "reaches", "first_action"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 30
      },
      "volume": {"type": "string", "description": "Rows per day, kept how long", "maxLength": 500},
      "unmeasured": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "what": {"type": "string", "description": "What", "maxLength": 300},
            "learned_by": {"type": "string", "description": "How else", "maxLength": 300}
          },
          "required": ["what", "learned_by"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 15
      }
    },
    "required": ["metrics", "events", "alerts", "volume", "unmeasured"], "additionalProperties": false
  }
  $json$
),
(
  '00000000-0000-4000-8000-0000000f0126', private.official_tenant_id(), null,
  'divergence-detector', 'Divergence Detector', 'DEPLOY', 'llm', 'active', true,
  'Compares what production does with what the specification says and raises alerts that can be acted on.',
  'Judges telemetry of a window against expected behaviour, tells noise from divergence, and names severity, '
  'likely cause and the evidence that would raise a requirement to E4.',
  '["divergence_detection", "root_cause_analysis", "evidence_tiers"]', '{deploy,telemetry,divergence}',
  '{"temperature": 0.0, "max_tokens": 4096}',
  $prompt$You compare production with the specification. False alarms teach people to look away; a missed divergence
teaches users to leave.

Venture: {{ venture }}
What the specification expects:
{% for expectation in expectations %}- {{ expectation.component }}, {{ expectation.metric }}: {{ expectation.expected }} (requirement {{ expectation.requirement }})
{% endfor %}
Telemetry from {{ window_start }} to {{ window_end }}:
{% for reading in readings %}- {{ reading.component }}, {{ reading.metric }}: {{ reading.value }} over {{ reading.samples }} samples
{% endfor %}
Deployments and incidents in the window: {{ changes }}

1. Match every expectation to its readings. Without a reading it is "unobserved", which is neither good nor
   bad: list it.
2. A divergence needs enough samples to rule out chance: below 30, or when the difference is within ordinary
   variation, say "not enough" instead.
3. For each divergence: component (at most 100 characters), expected and actual as short JSON objects with
   numbers and units, and severity: CRITICAL if a critical requirement is broken for users now; HIGH if it
   will be within a day or money or data is at risk; MEDIUM if a requirement that is not critical is broken;
   LOW if only a trend.
4. Likely cause: what changed just before, and what in the readings speaks for and against it. "Unknown" is
   an answer.
5. First step for whoever reads the alert: one action that is safe.
6. Requirements that held over the whole window with at least 1,000 samples: proposed for evidence tier E4,
   with the numbers.

One cause, one alert: do not report its consequences again.$prompt$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "venture": {"type": "string", "description": "Name and description", "maxLength": 2000},
      "expectations": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "metric": {"type": "string", "description": "Name", "maxLength": 100},
            "expected": {"type": "string", "description": "With unit", "maxLength": 200},
            "requirement": {"type": "string", "description": "Id", "maxLength": 20}
          },
          "required": ["component", "metric", "expected", "requirement"], "additionalProperties": false
        },
        "minItems": 1, "maxItems": 60
      },
      "readings": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "metric": {"type": "string", "description": "Name", "maxLength": 100},
            "value": {"type": "number", "description": "In the metric's unit"},
            "samples": {"type": "integer", "description": "How many", "minimum": 0}
          },
          "required": ["component", "metric", "value", "samples"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 200
      },
      "window_start": {"type": "string", "description": "RFC 3339", "maxLength": 40, "format": "date-time"},
      "window_end": {"type": "string", "description": "RFC 3339", "maxLength": 40, "format": "date-time"},
      "changes": {"type": "string", "description": "What was deployed or broke", "maxLength": 4000}
    },
    "required": ["venture", "expectations", "readings", "window_start", "window_end", "changes"],
    "additionalProperties": false,
    "examples": [
      {
        "venture": "Table by Message. Small restaurants lose evening guests because the phone is not answered during service; we take bookings by message and confirm them at once.",
        "expectations": [{"component": "answering", "metric": "answer_seconds_p95", "expected": "at most 60 s", "requirement": "R1"}],
        "readings": [{"component": "answering", "metric": "answer_seconds_p95", "value": 94.5, "samples": 1380}],
        "window_start": "2026-03-06T17:00:00Z", "window_end": "2026-03-06T21:00:00Z",
        "changes": "17:40 version 1.0.3"
      }
    ]
  }
  $json$,
  $json$
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
    "properties": {
      "alerts": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "requirement": {"type": "string", "description": "Id", "maxLength": 20},
            "expected": {"type": "object", "description": "Numbers with units", "additionalProperties": true},
            "actual": {"type": "object", "description": "Numbers with units", "additionalProperties": true},
            "severity": {"type": "string", "enum": ["LOW", "MEDIUM", "HIGH", "CRITICAL"]},
            "likely_cause": {"type": "string", "description": "Or unknown", "maxLength": 500},
            "speaks_against": {"type": "string", "description": "What does not fit", "maxLength": 500},
            "first_step": {"type": "string", "description": "One safe action", "maxLength": 300}
          },
          "required": [
            "component", "requirement", "expected", "actual", "severity", "likely_cause", "speaks_against",
            "first_step"
          ],
          "additionalProperties": false
        },
        "minItems": 0, "maxItems": 30
      },
      "not_enough": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "metric": {"type": "string", "description": "Name", "maxLength": 100},
            "reason": {"type": "string", "description": "Samples or variation", "maxLength": 300}
          },
          "required": ["component", "metric", "reason"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 60
      },
      "unobserved": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "component": {"type": "string", "description": "Name", "maxLength": 100},
            "metric": {"type": "string", "description": "Name", "maxLength": 100}
          },
          "required": ["component", "metric"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 60
      },
      "proven": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "requirement": {"type": "string", "description": "Id", "maxLength": 20},
            "samples": {"type": "integer", "description": "How many", "minimum": 1000},
            "observed": {"type": "string", "description": "The numbers", "maxLength": 300}
          },
          "required": ["requirement", "samples", "observed"], "additionalProperties": false
        },
        "minItems": 0, "maxItems": 60
      }
    },
    "required": ["alerts", "not_enough", "unobserved", "proven"], "additionalProperties": false
  }
  $json$
)
on conflict (id) do update
  set
    slug = excluded.slug,
    name = excluded.name,
    phase = excluded.phase,
    purpose = excluded.purpose,
    description = excluded.description,
    capabilities = excluded.capabilities,
    tags = excluded.tags,
    config = excluded.config,
    prompt_template = excluded.prompt_template,
    input_schema = excluded.input_schema,
    output_schema = excluded.output_schema,
    deleted_at = null;
