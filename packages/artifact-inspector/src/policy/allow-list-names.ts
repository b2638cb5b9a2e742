// Made by scripts/make_samples.py --list. A line is a module and its names.

/** The versions whose files were looked at. */
export const MADE_WITH = 'scikit-learn 1.2.1, numpy 1.24.2, XGBoost 1.7.4';

/** What files of scikit-learn and XGBoost call. */
export const CALLED = `
  __builtin__ bytearray bytes complex frozenset set slice xrange
  _codecs encode
  builtins bytearray complex frozenset range set slice
  collections OrderedDict defaultdict deque
  copy_reg _reconstructor
  datetime date datetime timedelta timezone
  numpy dtype
  numpy.core.multiarray _reconstruct scalar
  numpy.core.numeric _frombuffer
  numpy.ma.core _mareconstruct
  numpy.random._pickle __generator_ctor __randomstate_ctor
  pathlib PurePosixPath
  sklearn._loss._loss __pyx_unpickle_CyAbsoluteError __pyx_unpickle_CyHalfBinomialLoss __pyx_unpickle_CyHalfGammaLoss __pyx_unpickle_CyHalfMultinomialLoss __pyx_unpickle_CyHalfPoissonLoss __pyx_unpickle_CyHalfSquaredError __pyx_unpickle_CyHalfTweedieLossIdentity __pyx_unpickle_CyPinballLoss
  sklearn.linear_model._sgd_fast Hinge Log ModifiedHuber SquaredHinge
  sklearn.metrics._dist_metrics newObj
  sklearn.neighbors._ball_tree newObj
  sklearn.neighbors._kd_tree newObj
  sklearn.tree._tree Tree
`;

/** What they build or refer to, and do not call. */
export const REFERRED = `
  __builtin__ bool dict float list long object tuple unicode
  builtins bool dict float int list object str tuple
  joblib.numpy_pickle NumpyArrayWrapper
  numpy bool_ clip float32 float64 int32 int64 int8 matrix mean nan_to_num ndarray object_ recarray record str_ uint8
  numpy.core._multiarray_umath absolute exp log log1p sign sqrt square tanh
  numpy.ma.core MaskedArray
  numpy.random._pickle __bit_generator_ctor
  scipy.interpolate._bsplines BSpline
  scipy.sparse._csr csr_matrix
  sklearn._loss._loss CyAbsoluteError CyHalfBinomialLoss CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLossIdentity CyPinballLoss
  sklearn._loss.link IdentityLink Interval LogLink LogitLink MultinomialLogit
  sklearn._loss.loss AbsoluteError HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss HalfPoissonLoss HalfSquaredError HalfTweedieLossIdentity PinballLoss
  sklearn.calibration CalibratedClassifierCV _CalibratedClassifier _SigmoidCalibration
  sklearn.cluster._affinity_propagation AffinityPropagation
  sklearn.cluster._agglomerative AgglomerativeClustering FeatureAgglomeration
  sklearn.cluster._bicluster SpectralBiclustering SpectralCoclustering
  sklearn.cluster._birch Birch _CFNode _CFSubcluster
  sklearn.cluster._bisect_k_means BisectingKMeans _BisectingTree
  sklearn.cluster._dbscan DBSCAN
  sklearn.cluster._kmeans KMeans MiniBatchKMeans _kmeans_single_lloyd
  sklearn.cluster._mean_shift MeanShift
  sklearn.cluster._optics OPTICS
  sklearn.cluster._spectral SpectralClustering
  sklearn.compose._column_transformer ColumnTransformer
  sklearn.compose._target TransformedTargetRegressor
  sklearn.covariance._elliptic_envelope EllipticEnvelope
  sklearn.covariance._empirical_covariance EmpiricalCovariance
  sklearn.covariance._graph_lasso GraphicalLasso GraphicalLassoCV
  sklearn.covariance._robust_covariance MinCovDet
  sklearn.covariance._shrunk_covariance LedoitWolf OAS ShrunkCovariance
  sklearn.cross_decomposition._pls CCA PLSCanonical PLSRegression PLSSVD
  sklearn.decomposition._dict_learning DictionaryLearning MiniBatchDictionaryLearning SparseCoder
  sklearn.decomposition._factor_analysis FactorAnalysis
  sklearn.decomposition._fastica FastICA
  sklearn.decomposition._incremental_pca IncrementalPCA
  sklearn.decomposition._kernel_pca KernelPCA
  sklearn.decomposition._lda LatentDirichletAllocation
  sklearn.decomposition._nmf MiniBatchNMF NMF
  sklearn.decomposition._pca PCA
  sklearn.decomposition._sparse_pca MiniBatchSparsePCA SparsePCA
  sklearn.decomposition._truncated_svd TruncatedSVD
  sklearn.discriminant_analysis LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis
  sklearn.dummy DummyClassifier DummyRegressor
  sklearn.ensemble._bagging BaggingClassifier BaggingRegressor
  sklearn.ensemble._forest ExtraTreesClassifier ExtraTreesRegressor RandomForestClassifier RandomForestRegressor RandomTreesEmbedding
  sklearn.ensemble._gb GradientBoostingClassifier GradientBoostingRegressor
  sklearn.ensemble._gb_losses BinomialDeviance ExponentialLoss HuberLossFunction LeastAbsoluteError LeastSquaresError MultinomialDeviance QuantileLossFunction
  sklearn.ensemble._hist_gradient_boosting.binning _BinMapper
  sklearn.ensemble._hist_gradient_boosting.gradient_boosting HistGradientBoostingClassifier HistGradientBoostingRegressor
  sklearn.ensemble._hist_gradient_boosting.predictor TreePredictor
  sklearn.ensemble._iforest IsolationForest
  sklearn.ensemble._stacking StackingClassifier StackingRegressor
  sklearn.ensemble._voting VotingClassifier VotingRegressor
  sklearn.ensemble._weight_boosting AdaBoostClassifier AdaBoostRegressor
  sklearn.feature_extraction._dict_vectorizer DictVectorizer
  sklearn.feature_extraction._hash FeatureHasher
  sklearn.feature_extraction.image PatchExtractor
  sklearn.feature_extraction.text CountVectorizer HashingVectorizer TfidfTransformer TfidfVectorizer
  sklearn.feature_selection._from_model SelectFromModel
  sklearn.feature_selection._rfe RFE RFECV
  sklearn.feature_selection._sequential SequentialFeatureSelector
  sklearn.feature_selection._univariate_selection GenericUnivariateSelect SelectFdr SelectFpr SelectFwe SelectKBest SelectPercentile f_classif
  sklearn.feature_selection._variance_threshold VarianceThreshold
  sklearn.gaussian_process._gpc GaussianProcessClassifier _BinaryGaussianProcessClassifierLaplace
  sklearn.gaussian_process._gpr GaussianProcessRegressor
  sklearn.gaussian_process.kernels ConstantKernel DotProduct ExpSineSquared Exponentiation Matern Product RBF RationalQuadratic Sum WhiteKernel
  sklearn.impute._base MissingIndicator SimpleImputer
  sklearn.impute._iterative IterativeImputer _ImputerTriplet
  sklearn.impute._knn KNNImputer
  sklearn.isotonic IsotonicRegression
  sklearn.kernel_approximation AdditiveChi2Sampler Nystroem PolynomialCountSketch RBFSampler SkewedChi2Sampler
  sklearn.kernel_ridge KernelRidge
  sklearn.linear_model._base LinearRegression
  sklearn.linear_model._bayes ARDRegression BayesianRidge
  sklearn.linear_model._coordinate_descent ElasticNet ElasticNetCV Lasso LassoCV MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV
  sklearn.linear_model._glm.glm GammaRegressor PoissonRegressor TweedieRegressor
  sklearn.linear_model._huber HuberRegressor
  sklearn.linear_model._least_angle Lars LarsCV LassoLars LassoLarsCV LassoLarsIC
  sklearn.linear_model._logistic LogisticRegression LogisticRegressionCV
  sklearn.linear_model._omp OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV
  sklearn.linear_model._passive_aggressive PassiveAggressiveClassifier PassiveAggressiveRegressor
  sklearn.linear_model._perceptron Perceptron
  sklearn.linear_model._quantile QuantileRegressor
  sklearn.linear_model._ransac RANSACRegressor
  sklearn.linear_model._ridge Ridge RidgeCV RidgeClassifier RidgeClassifierCV
  sklearn.linear_model._stochastic_gradient SGDClassifier SGDOneClassSVM SGDRegressor
  sklearn.linear_model._theil_sen TheilSenRegressor
  sklearn.manifold._isomap Isomap
  sklearn.manifold._locally_linear LocallyLinearEmbedding
  sklearn.manifold._mds MDS
  sklearn.manifold._spectral_embedding SpectralEmbedding
  sklearn.manifold._t_sne TSNE
  sklearn.metrics._dist_metrics ChebyshevDistance EuclideanDistance HaversineDistance ManhattanDistance
  sklearn.metrics._ranking roc_auc_score
  sklearn.metrics._scorer _PredictScorer _ThresholdScorer _passthrough_scorer
  sklearn.mixture._bayesian_mixture BayesianGaussianMixture
  sklearn.mixture._gaussian_mixture GaussianMixture
  sklearn.model_selection._search GridSearchCV RandomizedSearchCV
  sklearn.model_selection._search_successive_halving HalvingGridSearchCV HalvingRandomSearchCV
  sklearn.model_selection._split GroupKFold KFold RepeatedStratifiedKFold ShuffleSplit StratifiedKFold TimeSeriesSplit
  sklearn.multiclass OneVsOneClassifier OneVsRestClassifier OutputCodeClassifier _ConstantPredictor
  sklearn.multioutput ClassifierChain MultiOutputClassifier MultiOutputRegressor RegressorChain
  sklearn.naive_bayes BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB
  sklearn.neighbors._ball_tree BallTree
  sklearn.neighbors._classification KNeighborsClassifier RadiusNeighborsClassifier
  sklearn.neighbors._graph KNeighborsTransformer RadiusNeighborsTransformer
  sklearn.neighbors._kd_tree KDTree
  sklearn.neighbors._kde KernelDensity
  sklearn.neighbors._lof LocalOutlierFactor
  sklearn.neighbors._nca NeighborhoodComponentsAnalysis
  sklearn.neighbors._nearest_centroid NearestCentroid
  sklearn.neighbors._regression KNeighborsRegressor RadiusNeighborsRegressor
  sklearn.neighbors._unsupervised NearestNeighbors
  sklearn.neural_network._multilayer_perceptron MLPClassifier MLPRegressor
  sklearn.neural_network._rbm BernoulliRBM
  sklearn.neural_network._stochastic_optimizers AdamOptimizer
  sklearn.pipeline FeatureUnion Pipeline
  sklearn.preprocessing._data Binarizer KernelCenterer MaxAbsScaler MinMaxScaler Normalizer PowerTransformer QuantileTransformer RobustScaler StandardScaler
  sklearn.preprocessing._discretization KBinsDiscretizer
  sklearn.preprocessing._encoders OneHotEncoder OrdinalEncoder
  sklearn.preprocessing._function_transformer FunctionTransformer
  sklearn.preprocessing._label LabelBinarizer LabelEncoder MultiLabelBinarizer
  sklearn.preprocessing._polynomial PolynomialFeatures SplineTransformer
  sklearn.random_projection GaussianRandomProjection SparseRandomProjection
  sklearn.semi_supervised._label_propagation LabelPropagation LabelSpreading
  sklearn.semi_supervised._self_training SelfTrainingClassifier
  sklearn.svm._classes LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR
  sklearn.tree._classes DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor
  sklearn.utils._bunch Bunch
  xgboost.core Booster
  xgboost.sklearn XGBClassifier XGBRFClassifier XGBRFRegressor XGBRanker XGBRegressor
`;
