"""The models that answer and judge, behind one protocol: OpenAI, Together, a URL, a GGUF file, a replay."""
