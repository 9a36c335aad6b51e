"""Makes the local engine's arrays from labelled reviews; needs scikit-learn, never shipped."""
