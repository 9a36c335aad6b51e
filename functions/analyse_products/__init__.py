"""The AnalyseProducts Lambda."""
